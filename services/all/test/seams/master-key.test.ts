import { randomBytes } from 'node:crypto'
import { masterKeyOf } from '@mymacrotracker/config'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { readSettings, roleUrl, runModules } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase } from '@mymacrotracker/testing'
import { expect, test } from '@jest/globals'
import { modules } from '@mymacrotracker/all/modules'
import { signUp } from '../harness.ts'

const NEW_KEY = randomBytes(32)

test('the master key is changed in two steps, and neither sessions nor lost answers notice', async () => {
  const database = await createTestDatabase()
  const own = ['bus', ...SERVICE_NAMES].map((name) => [
    `${name.toUpperCase()}_DATABASE_URL`,
    roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), name),
  ])
  const start = (...keys: string[]) => {
    const settings = readSettings(modules, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      PORT: '0',
      ADMIN_PORT: '0',
      MASTER_KEY: keys.join(','),
      ...Object.fromEntries(own),
    })
    return runModules({
      available: modules,
      settings,
      key: masterKeyOf(...settings.process.MASTER_KEY!),
      ownerUrl: undefined,
    })
  }
  const [older, newer] = [TEST_KEY.toString('base64'), NEW_KEY.toString('base64')]
  const call = (token?: string) => ({ deadlineAt: Date.now() + 5000, ...(token && { token }) })
  const refresh = async (running: Awaited<ReturnType<typeof start>>, refreshToken: string) =>
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
  await database.drop()
})
