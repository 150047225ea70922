import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { buildContracts, releasedContractFaults, releasedPath } from '../../check/contracts.ts'
import { freezeContracts } from '../freeze-contracts.ts'

// Each runs other programs, which takes long on a busy machine.
jest.setTimeout(120_000)

let house: string
beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'mymacrotracker-contracts-'))
  for (const name of ['buf.yaml', 'proto']) cpSync(resolve(name), join(house, name), { recursive: true })
  for (const name of ['auth', 'events', 'gateway', 'integrations', 'notifier', 'profile', 'recommender'])
    cpSync(resolve('services', name, 'package.json'), join(house, 'services', name, 'package.json'))
})
afterEach(() => rmSync(house, { recursive: true, force: true }))

function rewrite(path: string, from: string | RegExp, to: string): void {
  const file = join(house, 'proto/mymacrotracker', path)
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${path} has no ${from}`)
  writeFileSync(file, changed)
}

const faults = (...services: string[]) => releasedContractFaults(house, services).join('\n')

describe('the check against released contracts', () => {
  test('finds nothing in a tree that only adds', () => {
    rewrite(
      'events/v1/diary_service.proto',
      'message DeleteEntryResponse {}',
      'message DeleteEntryResponse {\n  uint64 version = 1;\n}',
    )
    rewrite(
      'profile/v1/targets_service.proto',
      'callers: ["gateway", "recommender"]',
      'callers: ["gateway", "recommender", "notifier"]',
    )
    rewrite(
      'auth/v1/auth_events.proto',
      'UserSignedUp signed_up = 1;',
      'UserSignedUp signed_up = 1;\n    UserSignedUp signed_up_again = 2;',
    )
    expect(faults('auth', 'events', 'profile')).toBe('')
  })

  test('finds a field with another number, and one of another type', () => {
    rewrite('events/v1/events_events.proto', 'double weight_kg = 5;', 'double weight_kg = 7;')
    expect(faults('events')).toMatch(/field "5" with name "weight_kg".*deleted[^]*released by events/)
    rewrite('recommender/v1/recommender_events.proto', 'double protein_g = 3;', 'string protein_g = 3;')
    expect(faults('recommender')).toMatch(/"protein_g".*changed type[^]*released by recommender/)
  })

  test('finds an RPC that is gone', () => {
    rewrite('notifier/v1/inbox_service.proto', /\n {2}rpc CountUnread[^]*?\n {2}\}\n/, '\n')
    expect(faults('notifier')).toMatch(/RPC "CountUnread".*deleted/)
  })

  test('finds a break in messages that services share, once for each that released them', () => {
    rewrite('nutrition/v1/nutrition.proto', 'double grams = 2;', 'float grams = 2;')
    const found = faults('events', 'integrations', 'notifier')
    for (const service of ['events', 'integrations']) expect(found).toContain(`(released by ${service})`)
    expect(found).not.toContain('(released by notifier)')
  })

  test('finds a caller that is shut out, an access that asks for more, and a new scope', () => {
    rewrite(
      'integrations/v1/catalogue_service.proto',
      'callers: ["gateway", "events"]',
      'callers: ["gateway"]',
    )
    rewrite(
      'auth/v1/keys_service.proto',
      'access: ACCESS_PUBLIC\n      callers: ["*"]',
      'access: ACCESS_SERVICE\n      callers: ["*"]',
    )
    rewrite(
      'recommender/v1/suggestions_service.proto',
      'access: ACCESS_USER',
      'scope: "suggest"\n      access: ACCESS_USER',
    )
    const found = faults('auth', 'integrations', 'recommender')
    expect(found).toContain('BatchGetFoods: the released rule lets events call')
    expect(found).toContain('GetKeySet: callers of the release do not show what the new access asks for')
    expect(found).toContain('SuggestMeals: tokens of the release lack the scope suggest')
  })

  test('finds a service that has released nothing', () => {
    rmSync(releasedPath(house, 'notifier'))
    expect(faults('auth', 'notifier')).toBe(
      'proto/released/notifier.binpb is missing: npm run contracts:freeze -- notifier',
    )
  })
})

describe('freezing', () => {
  test('writes what the tree has now, and from then on it counts as released', () => {
    rewrite(
      'events/v1/diary_service.proto',
      'message DeleteEntryResponse {}',
      'message DeleteEntryResponse {\n  uint64 version = 1;\n}',
    )
    freezeContracts(house, ['events'])
    expect(readFileSync(releasedPath(house, 'events'))).toEqual(Buffer.from(buildContracts(house, 'events')))
    rewrite(
      'events/v1/diary_service.proto',
      'message DeleteEntryResponse {\n  uint64 version = 1;\n}',
      'message DeleteEntryResponse {}',
    )
    expect(faults('events')).toMatch(/field "1" with name "version".*deleted/)
  })

  test('refuses to hide a break', () => {
    rewrite('events/v1/events_events.proto', 'double weight_kg = 5;', 'double weight_kg = 7;')
    expect(() => freezeContracts(house, ['events'])).toThrow('not frozen')
  })
})
