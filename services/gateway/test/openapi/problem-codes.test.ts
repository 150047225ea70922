import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { problemOf } from '../../dist/problems/problem-codes.js'

const ROOT = join(import.meta.dirname, '../../../..')
/** Failures of one part of the system towards another, which no phone is answered with. */
const INTERNAL = new Set([
  'CALLER_NOT_ALLOWED',
  'DEADLINE_REQUIRED',
  'ETIMEDOUT',
  'MASTER_KEY_WRONG',
  'MESSAGE_MALFORMED',
  'PEER_UNKNOWN',
])
const THROWN =
  /(?:\b\w+Error\(\s*(?:'(?:invalid|unauthenticated|forbidden|not_found|conflict|unavailable|resource_exhausted)',\s*)?|\.field\(\s*[^,]+,\s*|requireThat\([^;]*?,\s*|\bcode: )'([A-Z]+(?:_[A-Z]+)*)'/g

test('every code that a service or a package can fail with is explained', () => {
  const files = globSync('{services/*,packages/{database,rpc,validation}}/src/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/\/(gen|prisma)\//.test(file),
  )
  const unknown = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(THROWN)]
      .map(([, code]) => code!)
      .filter((code) => !problemOf(code) && !INTERNAL.has(code))
      .map((code) => `${code} of ${file} is not in services/gateway/src/problems/problem-codes.ts`),
  )
  expect(files.length).toBeGreaterThan(100)
  expect(unknown).toEqual([])
})
