import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const root = resolve('.')

/** Checks a small house with one planted import; answers the names of the rules it breaks. */
function breaches(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(house, 'planted-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  symlinkSync(join(root, 'services/events/node_modules'), join(folder, 'node_modules'))
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      join(root, '.dependency-cruiser.mjs'),
      '--output-type',
      'json',
      'services',
      'packages',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20 },
  )
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } }
  return [...new Set(report.summary.violations.map(({ rule }) => rule.name))].sort()
}

let house: string
const CLEAN = {
  'packages/errors/src/index.ts': 'export const x = 1\n',
  'services/events/src/module.ts': "import { y } from './domain/y.ts'\nexport const events = y\n",
  'services/events/src/domain/y.ts': 'export const y = 1\n',
  'services/profile/src/module.ts': 'export const profile = 1\n',
}

describe('the boundary check', () => {
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'mymacrotracker-boundaries-'))
  })
  afterAll(() => rmSync(house, { recursive: true, force: true }))

  test('finds nothing in a clean house', () => {
    expect(breaches(CLEAN)).toEqual([])
  })

  test('finds an import across services', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/rpc/a.ts':
          "import { profile } from '../../../profile/src/module.ts'\nexport const a = profile\n",
      }),
    ).toContain('no-service-to-service')
  })

  test('finds a type that crosses services, too', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/rpc/a.ts':
          "import type { profile } from '../../../profile/src/module.ts'\nexport type A = typeof profile\n",
      }),
    ).toContain('no-service-to-service')
  })

  test('finds Prisma outside store/', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/rpc/a.ts':
          "import { PrismaPg } from '@prisma/adapter-pg'\nexport const a = PrismaPg\n",
      }),
    ).toContain('prisma-in-store-only')
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/store/a.ts':
          "import { PrismaPg } from '@prisma/adapter-pg'\nexport const a = PrismaPg\n",
      }),
    ).toEqual([])
  })

  test('finds a cycle', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/domain/y.ts': "import { z } from './z.ts'\nexport const y = z\n",
        'services/events/src/domain/z.ts': "import { y } from './y.ts'\nexport const z = () => y\n",
      }),
    ).toContain('no-cycles')
  })

  test('finds a package that knows a service, and a domain that knows a store', () => {
    expect(
      breaches({
        ...CLEAN,
        'packages/errors/src/index.ts': "export { profile } from '../../../services/profile/src/module.ts'\n",
      }),
    ).toContain('packages-know-no-service')
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/store/s.ts': 'export const s = 1\n',
        'services/events/src/domain/y.ts': "import { s } from '../store/s.ts'\nexport const y = s\n",
      }),
    ).toContain('domain-is-pure')
  })
})
