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
  'services/events/src/module.ts': "import { diary } from './diary/diary.ts'\nexport const events = diary\n",
  'services/events/src/diary/diary.ts': "import { a } from './rpc/a.ts'\nexport const diary = a\n",
  'services/events/src/diary/rpc/a.ts': "import { y } from '../domain/y.ts'\nexport const a = y\n",
  'services/events/src/diary/domain/y.ts': 'export const y = 1\n',
  'services/events/src/foods/foods.ts': 'export const foods = 1\n',
  'services/events/src/foods/domain/grams.ts': 'export const grams = 1\n',
  'services/gateway/src/diary/get-day.ts': 'export const getDay = 1\n',
  'services/gateway/src/diary/day-json.ts': 'export const dayJson = 1\n',
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
        'services/events/src/diary/rpc/a.ts':
          "import { profile } from '../../../../profile/src/module.ts'\nexport const a = profile\n",
      }),
    ).toContain('no-service-to-service')
  })

  test('finds a type that crosses services, too', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/diary/rpc/a.ts':
          "import type { profile } from '../../../../profile/src/module.ts'\nexport type A = typeof profile\n",
      }),
    ).toContain('no-service-to-service')
  })

  test('finds Prisma outside store/', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/diary/rpc/a.ts':
          "import { PrismaPg } from '@prisma/adapter-pg'\nexport const a = PrismaPg\n",
      }),
    ).toContain('prisma-in-store-only')
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/diary/store/a.ts':
          "import { PrismaPg } from '@prisma/adapter-pg'\nexport const a = PrismaPg\n",
      }),
    ).toEqual([])
  })

  test('finds a cycle', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/diary/domain/y.ts': "import { z } from './z.ts'\nexport const y = z\n",
        'services/events/src/diary/domain/z.ts': "import { y } from './y.ts'\nexport const z = () => y\n",
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
        'services/events/src/diary/store/s.ts': 'export const s = 1\n',
        'services/events/src/diary/domain/y.ts': "import { s } from '../store/s.ts'\nexport const y = s\n",
      }),
    ).toContain('domain-is-pure')
  })

  test('finds a feature that reaches past the parts list of another', () => {
    const through = (file: string) =>
      breaches({
        ...CLEAN,
        'services/events/src/diary/snapshot.ts': `import * as foods from '../foods/${file}'\nexport const s = foods\n`,
      })
    expect(through('domain/grams.ts')).toContain('features-by-parts-list')
    expect(through('foods.ts')).toEqual([])
  })

  test('finds a handler that is imported by another, and a domain that imports a neighbour', () => {
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/diary/rpc/b.ts': "import { a } from './a.ts'\nexport const b = a\n",
      }),
    ).toContain('handlers-stand-alone')
    expect(
      breaches({
        ...CLEAN,
        'services/events/src/diary/domain/z.ts':
          "import { foods } from '../../foods/foods.ts'\nexport const z = foods\n",
      }),
    ).toContain('domain-is-pure')
  })

  test('finds a route that calls a route of another tag; its JSON may be shown', () => {
    const today = (file: string) =>
      breaches({
        ...CLEAN,
        'services/gateway/src/today/get-today.ts': `import * as x from '../diary/${file}'\nexport const t = x\n`,
      })
    expect(today('get-day.ts')).toContain('routes-by-tag')
    expect(today('day-json.ts')).toEqual([])
  })
})
