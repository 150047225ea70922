import { randomBytes } from 'node:crypto'
import { masterKeyOf } from '@mymacrotracker/keys'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import {
  keysOf,
  migrateModules,
  readSettings,
  roleUrl,
  runModules,
  type RunningProcess,
} from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, type TestDatabase } from '@mymacrotracker/testing'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { modules } from '@mymacrotracker/all/modules'
import { signUp } from '../harness.ts'

const [older, newer] = [TEST_KEY.toString('base64'), randomBytes(32).toString('base64')]
let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

/** A process whose roles have passwords of their own, so that no password tells a wrong key. */
function start(...given: string[]): Promise<RunningProcess> {
  const settings = readSettings(modules, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    PORT: '0',
    ADMIN_PORT: '0',
    MASTER_KEY: given.join(','),
    ...Object.fromEntries(
      ['bus', ...SERVICE_NAMES].map((name) => [
        `${name.toUpperCase()}_DATABASE_URL`,
        roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), name),
      ]),
    ),
  })
  return runModules({ available: modules, settings, keys: keysOf(settings.process), ownerUrl: undefined })
}

test('the master key is changed in two steps, and neither sessions nor lost answers notice', async () => {
  const call = (token?: string) => ({ deadlineAt: Date.now() + 5000, ...(token && { token }) })
  const refresh = async (running: RunningProcess, refreshToken: string) =>
    (await running.clientsAs('gateway').auth.sessions.refresh({ refreshToken }, call())).tokens!.refreshToken

  const before = await start(older)
  const ann = await signUp(before.clientsAs('gateway'), call())
  const second = await refresh(before, ann.refreshToken)
  await before.stop()

  // Both steps run beside each other while pods are replaced.
  const [first, next] = [await start(older, newer), await start(newer, older)]
  expect(await refresh(next, ann.refreshToken)).toBe(second)
  const third = await refresh(next, second)
  expect(await refresh(first, second)).toBe(third)
  await expect(
    next.clientsAs('gateway').profile.person.getProfile({}, call(ann.token)),
  ).resolves.toBeDefined()
  await first.stop()
  await next.stop()

  await expect(start(newer)).rejects.toThrow('cannot be opened')
})

test('a key of another database is refused although the roles have passwords of their own', async () => {
  await (await start(older)).stop()
  const wrong = randomBytes(32).toString('base64')
  await expect(start(wrong)).rejects.toMatchObject({
    reason: 'MASTER_KEY_WRONG',
    message: expect.stringMatching(
      /^the schema \w+ is sealed with the key [0-9a-f]{16}, and the one given is/,
    ),
  })
  await expect(start(wrong, newer)).rejects.toMatchObject({ reason: 'MASTER_KEY_WRONG' })
  await (await start(wrong, older)).stop()
})

test('once another key seals, the one before is refused alone', async () => {
  await (await start(older)).stop()
  await (await start(newer, older)).stop()
  await expect(start(older)).rejects.toMatchObject({ reason: 'MASTER_KEY_WRONG' })
  await (await start(older, newer)).stop()
  await (await start(older)).stop()
})

test('a migration with the key of another database is refused although the roles have passwords of their own', async () => {
  await (await start(older)).stop()
  const env = readSettings(modules, {
    NODE_ENV: 'test',
    BUS_DATABASE_URL: roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), 'bus'),
    ...Object.fromEntries(
      SERVICE_NAMES.map((name) => [
        `${name.toUpperCase()}_DATABASE_URL`,
        roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), name),
      ]),
    ),
  }).process
  await expect(
    migrateModules({ ownerUrl: database.ownerUrl, keys: masterKeyOf(randomBytes(32)), modules, env }),
  ).rejects.toMatchObject({ reason: 'MASTER_KEY_WRONG' })
})
