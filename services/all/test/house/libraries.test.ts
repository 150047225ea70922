import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../../../..')
const text = (path: string) => readFileSync(join(root, path), 'utf8')

test('ADR 10 names every library, and none that is gone', () => {
  const { catalog } = parse(text('pnpm-workspace.yaml')) as { catalog: Record<string, string> }
  const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: Record<string, string> }
  const used = [...Object.keys(catalog), ...Object.keys(devDependencies)].filter(
    (name) => !/^@(mymacrotracker|types)\//.test(name),
  )
  const rows = text('docs/adr/0010-libraries-and-versions.md').matchAll(/^\| ([a-z@][^|]*) \|/gm)
  const named = [...rows]
    .flatMap(([, names]) => names!.split(', '))
    .filter((name) => name !== 'library' && name !== '@types/*')
  expect(named.toSorted((a, b) => a.localeCompare(b))).toEqual(
    [...new Set(used)].sort((a, b) => a.localeCompare(b)),
  )
})
