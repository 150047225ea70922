import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { workspaceFaults, writeWorkspace } from '../workspace.ts'

/** Apart, so that the check does not take the planted imports for this file's own. */
const SCOPE = '@mymacrotracker'

let root: string
const write = (path: string, content: string | object) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as object

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mymacrotracker-workspace-'))
  const project = { references: [] as object[] }
  write('package.json', {
    name: 'house',
    devDependencies: { '@mymacrotracker/a': 'workspace:*', jest: '1.0.0' },
  })
  write('tsconfig.json', { files: [], references: [{ path: 'packages/a' }, { path: 'services/s' }] })
  write('packages/a/package.json', { name: '@mymacrotracker/a' })
  write('packages/a/tsconfig.json', project)
  write('packages/a/src/index.ts', 'export const a = 1')
  write('services/s/package.json', { name: '@mymacrotracker/s', dependencies: { pg: 'catalog:' } })
  write('services/s/tsconfig.json', project)
  write('services/s/src/main.ts', `import { a } from '${SCOPE}/a'`)
  write('services/s/test/s.test.ts', `import { a } from '${SCOPE}/a/testing'`)
})
afterEach(() => rmSync(root, { recursive: true }))

test('an import without its dependency and reference is found and mended', () => {
  expect(workspaceFaults(root)).toEqual([
    'services/s/package.json: dependencies lacks @mymacrotracker/a',
    'services/s/tsconfig.json: references lacks ../../packages/a',
  ])
  writeWorkspace(root)
  expect(workspaceFaults(root)).toEqual([])
  expect(read('services/s/package.json')).toMatchObject({
    dependencies: { '@mymacrotracker/a': 'workspace:*', pg: 'catalog:' },
  })
})

test('what no source imports any more is found and mended', () => {
  writeWorkspace(root)
  write('services/s/src/main.ts', '')
  expect(workspaceFaults(root)).toEqual([
    'services/s/package.json: dependencies has @mymacrotracker/a, unused',
    'services/s/tsconfig.json: references has ../../packages/a, unused',
  ])
  writeWorkspace(root)
  expect(read('services/s/tsconfig.json')).toEqual({ references: [] })
})

test('a package that only tests import is a dependency of the root, and a new one is built', () => {
  writeWorkspace(root)
  cpSync(join(root, 'packages/a'), join(root, 'packages/b'), { recursive: true })
  write('packages/b/package.json', { name: '@mymacrotracker/b' })
  write('services/s/test/t.test.ts', `import { b } from '${SCOPE}/b'`)
  expect(workspaceFaults(root)).toEqual([
    'tsconfig.json: references lacks packages/b',
    'package.json: devDependencies lacks @mymacrotracker/b',
  ])
  writeWorkspace(root)
  expect(workspaceFaults(root)).toEqual([])
})
