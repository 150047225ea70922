import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { changelogFaults } from '../changelogs.ts'
import { changesetFaults, readChangesets } from '../changesets.ts'
import { releasePlan } from '../plan.ts'
import { releasedServices } from '../services.ts'
import { changedPaths, touchedServices } from '../touched.ts'

// Each runs other programs, which takes long on a busy machine.
jest.setTimeout(120_000)

// A clone with one commit, in which things are changed.
let house: string
let base: string
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    cwd: house,
    encoding: 'utf8',
  }).trim()
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
}
const read = (path: string) => readFileSync(join(house, path), 'utf8')
const touched = () =>
  [...touchedServices({ root: house, base, paths: changedPaths(house, base) }).keys()].sort()
const names = () => releasedServices(house).map(({ name }) => name)
const faults = () =>
  changesetFaults(
    touchedServices({ root: house, base, paths: changedPaths(house, base) }),
    readChangesets(house, changedPaths(house, base)),
    names(),
  )

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'mymacrotracker-releases-'))
  // What waits for the next release is none of this test's.
  const leave = /(^|\/)(node_modules|dist|src|test|prisma|catalogue|\.changeset\/(?!README)[^/]+\.md)$/
  for (const name of [
    '.changeset',
    'package.json',
    'pnpm-workspace.yaml',
    'pnpm-lock.yaml',
    'proto',
    'packages',
    'services',
  ])
    cpSync(resolve(name), join(house, name), { recursive: true, filter: (path) => !leave.test(path) })
  for (const name of names())
    write(
      `services/${name}/CHANGELOG.md`,
      `# ${name}\n\n## ${releasedServices(house).find((each) => each.name === name)!.version}\n\nAs it is.\n`,
    )
  write('.gitignore', 'node_modules\n')
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'))
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-qm', 'as it is')
  base = git('rev-parse', 'HEAD')
})
afterEach(() => rmSync(house, { recursive: true, force: true }))

describe('a change', () => {
  test('of tests, documents and tools touches no service', () => {
    for (const path of [
      'services/events/test/a.test.ts',
      'services/events/README.md',
      'docs/a.md',
      'tools/a.ts',
      'packages/bus/test/b.test.ts',
      'pnpm-lock.yaml',
      'packages/testing/src/a.ts',
    ])
      write(path, 'changed')
    expect(touched()).toEqual([])
    expect(faults()).toEqual([])
  })

  test('of a service touches it alone', () => {
    write('services/events/src/diary/rpc/get-day.ts', 'changed')
    write('services/profile/prisma/migrations/1_a/migration.sql', 'changed')
    expect(touched()).toEqual(['events', 'profile'])
  })

  test('of a package touches those that bring it along, through other packages too', () => {
    write('packages/outbox/src/relay.ts', 'changed')
    expect(touched()).toEqual([
      'auth',
      'events',
      'gateway',
      'integrations',
      'notifier',
      'profile',
      'recommender',
    ])
  })

  test('of a contract touches its owner, of a shared one those whose contracts have it', () => {
    write('proto/mymacrotracker/notifier/v1/inbox_service.proto', 'changed')
    expect(touched()).toEqual(['notifier'])
    write('proto/mymacrotracker/nutrition/v1/nutrition.proto', 'changed')
    expect(touched()).toEqual(['events', 'integrations', 'notifier', 'profile', 'recommender'])
  })

  test('of a limit touches those that name it, and nobody else', () => {
    write('services/events/src/diary/rpc/a.ts', 'MAX_MEAL_NAME')
    write('services/profile/src/person/rpc/b.ts', 'MAX_NAME')
    write('packages/contracts/src/limits.ts', 'export const MAX_MEAL_NAME = 40\nexport const MAX_NAME = 80\n')
    git('add', '-A')
    git('commit', '-qm', 'limits')
    base = git('rev-parse', 'HEAD')
    write('packages/contracts/src/limits.ts', 'export const MAX_MEAL_NAME = 41\nexport const MAX_NAME = 80\n')
    expect(touched()).toEqual(['events'])
  })

  test('of a library touches those that bring it along', () => {
    write('pnpm-workspace.yaml', read('pnpm-workspace.yaml').replace(/^ {2}highs: .*$/m, '  highs: 99.0.0'))
    expect(touched()).toEqual(['recommender'])
    write(
      'services/auth/package.json',
      read('services/auth/package.json').replace(
        '"dependencies": {',
        '"dependencies": {\n    "another": "1.0.0",',
      ),
    )
    expect(touched()).toEqual(['auth', 'recommender'])
  })

  test('needs a changeset for each service it touches, or one that says that nobody will notice', () => {
    write('services/events/src/diary/rpc/get-day.ts', 'changed')
    write('services/profile/src/person/rpc/get-profile.ts', 'changed')
    write('.changeset/one.md', "---\n'@mymacrotracker/events': minor\n---\n\nDays come in pages.\n")
    expect(faults()).toEqual([
      'profile: touched by services/profile/src/person/rpc/get-profile.ts, and no changeset names it',
    ])
    write('.changeset/none.md', '---\n---\n')
    expect(faults()).toEqual([])
  })

  test('has a changeset that names services and says something', () => {
    write('.changeset/one.md', "---\n'@mymacrotracker/bus': minor\n---\n\nFaster.\n")
    write('.changeset/two.md', "---\n'@mymacrotracker/events': patch\n---\n")
    expect(faults()).toEqual([
      '.changeset/one.md: @mymacrotracker/bus is not released by itself; name the services it changes',
      '.changeset/two.md: says nothing to users',
    ])
  })
})

test('changesets become the version and changelog of the services they name, and of the image of all', () => {
  const versions = () =>
    Object.fromEntries(releasedServices(house).map(({ name, version }) => [name, version]))
  const before = versions()
  write(
    '.changeset/one.md',
    "---\n'@mymacrotracker/events': minor\n---\n\nDays come in pages.\n\nAsk with `cursor`.\n",
  )
  git('add', '-A')
  git('commit', '-qm', 'a change')
  expect(changelogFaults(house)).toEqual([])
  execFileSync(process.execPath, [resolve('node_modules/@changesets/cli/bin.js'), 'version'], {
    cwd: house,
    stdio: 'pipe',
  })
  const next = (version: string, part: 1 | 2) =>
    version
      .split('.')
      .map((digits, at) => (at < part ? digits : at === part ? String(Number(digits) + 1) : '0'))
      .join('.')
  expect(versions()).toEqual({ ...before, events: next(before['events']!, 1), all: next(before['all']!, 2) })
  expect(changelogFaults(house)).toEqual([])
  expect(read('services/events/CHANGELOG.md')).toContain(
    `# events\n\n## ${versions()['events']}\n\n### Minor Changes\n\n- Days come in pages.\n\n  Ask with \`cursor\`.\n`,
  )
  expect(read('services/all/CHANGELOG.md')).toContain(`- Brings events ${versions()['events']}.`)
  // A release is no change that needs another one.
  expect(touched()).toEqual([])
})

test('what has no tag yet is released, each by itself', () => {
  for (const { name, tag } of releasedServices(house)) if (name !== 'events') git('tag', tag)
  expect(releasePlan(house).map(({ name }) => name)).toEqual(['events'])
  git('tag', releasedServices(house).find(({ name }) => name === 'events')!.tag)
  expect(releasePlan(house)).toEqual([])
})

test('a changelog that does not tell of the present version is found', () => {
  const { version } = releasedServices(house).find(({ name }) => name === 'events')!
  write('services/events/CHANGELOG.md', '# events\n\n## 99.0.0\n\nMore.\n')
  rmSync(join(house, 'services/profile/CHANGELOG.md'))
  expect(changelogFaults(house)).toEqual([
    `services/events/CHANGELOG.md: starts with 99.0.0, package.json says ${version}`,
    'services/profile/CHANGELOG.md: has no version',
  ])
})
