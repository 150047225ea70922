import { masterKeyOf } from '@mymacrotracker/keys'
import { withOwner } from '@mymacrotracker/database'
import { migrateModules, readSettings, runModules, type RunningProcess } from '@mymacrotracker/runtime'
import { TEST_KEY, eventually } from '@mymacrotracker/testing'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { startStreamingPair, type StreamingPair } from '../../../../packages/database/test/streaming-pair.ts'
import { modules } from '@mymacrotracker/all/modules'

const DAY = '2026-05-05'
const READS = [
  '/v1/today',
  '/v1/profile',
  '/v1/targets',
  `/v1/diary/days/${DAY}`,
  `/v1/diary/days?from=${DAY}&to=${DAY}`,
  `/v1/weights?from=${DAY}&to=${DAY}`,
  '/v1/foods?query=egg&limit=3',
  '/v1/notifications',
  '/v1/suggestions?count=1',
]
/** For a busy machine. */
const PATIENCE_MS = 60_000

let pair: StreamingPair
let running: RunningProcess
let token: string

beforeAll(async () => {
  pair = await startStreamingPair()
  const keys = masterKeyOf(TEST_KEY)
  await migrateModules({ ownerUrl: pair.ownerUrl, keys, modules })
  const settings = readSettings(modules, {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
    PORT: '0',
    ADMIN_PORT: '0',
    DATABASE_STANDBY_URL: pair.standbyUrl,
  })
  running = await runModules({ available: modules, settings, keys, ownerUrl: pair.through(pair.ownerUrl) })
  token = (
    await json<{ accessToken: string }>(
      await send('POST', '/v1/auth/sign-up', { email: 'ann@example.com', password: 'seven green lentils' }),
    )
  ).accessToken
  expect(
    (
      await send('PATCH', '/v1/profile', {
        sex: 'female',
        birthDate: '1990-01-01',
        heightCm: 170,
        weightKg: 65,
        timeZone: 'Europe/Berlin',
      })
    ).status,
  ).toBe(200)
  expect((await log(uuidv7())).status).toBe(201)
  await eventually(
    async () => expect(await statuses()).toEqual(READS.map((path) => [path, 200])),
    PATIENCE_MS,
  )
  await pair.caughtUp()
})
afterAll(async () => {
  await running?.stop()
  await pair?.stop()
})

const send = (method: string, path: string, body?: unknown) =>
  fetch(`http://127.0.0.1:${running.port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const json = async <T>(response: Response) => (await response.json()) as T
const log = (id: string) =>
  send('POST', '/v1/diary/entries', {
    id,
    date: DAY,
    meal: 'snack',
    name: 'Bite',
    nutrients: { energyKcal: 10 },
  })
/** 503 for a home screen of which a part is missing. */
const statusOf = async (path: string) => {
  const response = await send('GET', path)
  const { unavailable = [] } = await json<{ unavailable?: unknown[] }>(response)
  return unavailable.length > 0 ? 503 : response.status
}
const statuses = () => Promise.all(READS.map(async (path) => [path, await statusOf(path)] as const))

test('while the primary is silent every read of the API comes from the standby; writes and facts go on with the new primary', async () => {
  pair.gate.silence()
  // How soon is measured where nothing else runs: by the cluster's drills.
  await eventually(
    async () => expect(await statuses()).toEqual(READS.map((path) => [path, 200])),
    PATIENCE_MS,
  )
  const entry = uuidv7()
  expect((await log(entry)).status).toBe(503)
  for (const path of ['healthz', 'readyz'])
    expect((await fetch(`http://127.0.0.1:${running.adminPort}/${path}`)).status).toBe(200)

  await pair.promote()
  await eventually(async () => expect((await log(entry)).status).toBe(201), PATIENCE_MS)
  await eventually(
    async () => expect(await statuses()).toEqual(READS.map((path) => [path, 200])),
    PATIENCE_MS,
  )
  const day = await json<{ entries: { id: string }[] }>(await send('GET', `/v1/diary/days/${DAY}`))
  expect(day.entries.map(({ id }) => id)).toContain(entry)
  // Relay, bus and consumers have moved to the new primary as well.
  await eventually(
    async () =>
      expect(
        await withOwner(pair.standbyUrl, (client) =>
          client.query('select from recommender.entry_copies where entry_id = $1', [entry]),
        ),
      ).toMatchObject({ rowCount: 1 }),
    PATIENCE_MS,
  )
})
