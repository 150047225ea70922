import { masterKeyOf } from '@mymacrotracker/keys'
import { readSettings, runModules } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, eventually } from '@mymacrotracker/testing'
import { expect, test } from '@jest/globals'
import { modules } from '@mymacrotracker/all/modules'
import { signUp } from '../harness.ts'

test('a session that was ended stays ended after a restart', async () => {
  const database = await createTestDatabase()
  const settings = readSettings(modules, { NODE_ENV: 'test', LOG_LEVEL: 'fatal', PORT: '0', ADMIN_PORT: '0' })
  const start = () =>
    runModules({ available: modules, settings, keys: masterKeyOf(TEST_KEY), ownerUrl: database.ownerUrl })
  const call = (token?: string) => ({ deadlineAt: Date.now() + 5000, ...(token && { token }) })

  const first = await start()
  const ann = await signUp(first.clientsAs('gateway'), call())
  await first.clientsAs('gateway').auth.sessions.signOut({ refreshToken: ann.refreshToken }, call())
  const profileOf = (running: typeof first) =>
    running.clientsAs('gateway').profile.person.getProfile({}, call(ann.token))
  await eventually(() => expect(profileOf(first)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' }))
  await first.stop()

  const second = await start()
  await expect(profileOf(second)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' })
  await second.stop()
  await database.drop()
})

test('a start that fails half-way takes down what it had started, and the next one works', async () => {
  const database = await createTestDatabase()
  const options = { available: modules, keys: masterKeyOf(TEST_KEY), ownerUrl: database.ownerUrl }
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'fatal', PORT: '0', ADMIN_PORT: '0' }
  const first = await runModules({ ...options, settings: readSettings(modules, env) })
  await expect(
    runModules({ ...options, settings: readSettings(modules, { ...env, PORT: String(first.port) }) }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await first.stop()
  const again = await runModules({ ...options, settings: readSettings(modules, env) })
  expect((await fetch(`http://127.0.0.1:${again.adminPort}/readyz`)).status).toBe(200)
  await again.stop()
  await database.drop()
})
