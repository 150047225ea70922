import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import type { Person } from '../harness.ts'
import { expectWholeLine, personWithTarget, writeEntry } from './diary-trace.ts'
import { startReceiver, type OtlpReceiver } from './otlp-receiver.ts'
import { startWatchedProcesses, type WatchedHouse } from './watched-processes.ts'

const FOOD = 'Grandmother’s moussaka'

let receiver: OtlpReceiver
let house: WatchedHouse
let ann: Person
beforeAll(async () => {
  receiver = await startReceiver()
  house = await startWatchedProcesses(
    [
      ['auth', 'events', 'gateway'],
      ['profile', 'integrations', 'recommender', 'notifier'],
    ],
    receiver.endpoint,
  )
  ann = await personWithTarget(house)
}, 90_000)
afterAll(async () => {
  await house?.stop()
  await receiver.close()
}, 60_000)

const phone = (method: string, path: string, body?: object | string) =>
  fetch(`${house.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const logLines = () =>
  house
    .logged()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('an entry is one trace over two processes too', async () => {
  const traceId = await writeEntry(house, ann, { meal: 'lunch', name: FOOD, nutrients: { proteinG: 60 } })
  await expectWholeLine(receiver.spans, traceId)
}, 60_000)

test('a failure is logged with its trace and span', async () => {
  await house.sql(
    `alter table events.diary_entries add constraint planted check (grams is distinct from 77) not valid`,
  )
  const own = (await (
    await phone('POST', '/v1/foods', { name: FOOD, per100: { basis: 'g', nutrients: { energyKcal: 116 } } })
  ).json()) as { id: string }
  const answer = await phone('POST', '/v1/diary/entries', {
    meal: 'lunch',
    foodId: own.id,
    amount: { grams: 77 },
  })
  expect(answer.status).toBe(500)
  const traceId = answer.headers.get('x-request-id')
  await eventually(() => {
    const line = logLines().find(({ msg }) => msg === 'a handler failed')
    expect(line).toMatchObject({ traceId, service: 'events', err: { code: '23514', constraint: 'planted' } })
    expect(receiver.spans).toContainEqual(
      expect.objectContaining({ traceId, spanId: line!['spanId'], service: 'events', failed: true }),
    )
    expect(logLines()).toContainEqual(expect.objectContaining({ msg: 'request', traceId, status: 500 }))
  })
}, 60_000)

test('neither logs nor traces know anything of a person', async () => {
  await phone('GET', `/v1/foods?q=${encodeURIComponent(FOOD)}`)
  await phone('POST', '/v1/diary/entries', `{"name":"${FOOD}`)
  await phone('POST', '/v1/auth/sign-in', { email: ann.email, password: `${ann.password} not` })
  await phone('POST', '/v1/auth/sign-in', { email: ann.email, password: ann.password })
  await phone('POST', '/v1/auth/refresh', { refreshToken: ann.refreshToken })
  await phone('GET', '/v1/today')
  await phone('GET', '/v1/notifications')
  const last = await phone('GET', '/v1/profile')
  await eventually(() =>
    expect(receiver.spans).toContainEqual(
      expect.objectContaining({ traceId: last.headers.get('x-request-id') }),
    ),
  )

  const [, claims, signature] = ann.token.split('.')
  const secrets = {
    email: ann.email,
    userId: ann.userId,
    food: FOOD,
    word: 'moussaka',
    name: '"Ann"',
    password: ann.password,
    claims,
    signature,
    refresh: ann.refreshToken,
    address: '127.0.0.1',
  }
  const seen = { logs: house.logged(), traces: receiver.bytes().toString('utf8') }
  expect(seen.logs).toMatch(/"msg":"request"/)
  expect(seen.traces).toContain('/v1/diary/entries')
  const leaks = Object.entries(secrets).flatMap(([what, text]) =>
    Object.entries(seen)
      .filter(([, where]) => where.includes(text!))
      .map(([where]) => `${what} in ${where}`),
  )
  expect(leaks).toEqual([])
}, 60_000)
