import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import { v7 as uuidv7 } from 'uuid'
import { openGate, withPort, type Gate } from '@mymacrotracker/testing/gate'
import { startHouse, type House, type Person } from '../harness.ts'

let house: House
let gate: Gate
let ann: Person
beforeAll(async () => {
  house = await startHouse({
    wayTo: async (ownerUrl) => {
      gate = await openGate(Number(new URL(ownerUrl).port))
      return withPort(ownerUrl, gate.port)
    },
  })
  ann = await house.person()
})
afterAll(async () => {
  await house?.stop()
  await gate?.close()
})

const send = (method: string, path: string, body?: unknown) =>
  fetch(house.url + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ann.token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const log = (id: string) =>
  send('POST', '/v1/diary/entries', {
    id,
    date: '2026-05-05',
    meal: 'snack',
    name: 'Bite',
    nutrients: { energyKcal: 10 },
  })

test('connections that break in the middle of writes cost an answer 503, never the process, and nothing acknowledged', async () => {
  const acknowledged = new Set<string>()
  const statuses = new Set<number>()
  let isOver = false
  const writers = Array.from({ length: 6 }, async () => {
    while (!isOver) {
      const id = uuidv7()
      const { status } = await log(id)
      statuses.add(status)
      if (status === 201) acknowledged.add(id)
    }
  })
  let broken = 0
  for (let round = 0; round < 60 || broken < 5; round++) {
    const ended = await house.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'mmt_events' and datname = current_database() and state <> 'idle' limit 1`,
    )
    broken += ended.length
    await sleep(10)
  }
  isOver = true
  await Promise.all(writers)
  expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([])
  await eventually(async () => expect((await log(uuidv7())).status).toBe(201))
  const rows = await house.sql<{ id: string }>('select id from events.diary_entries')
  const stored = new Set(rows.map(({ id }) => id))
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([])
})

test('every connection lost at once, the direct one too: facts arrive again by themselves', async () => {
  await house.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'mmt\\_%'`,
  )
  const bob = await eventually(() => house.person())
  await eventually(() =>
    house
      .as('gateway')
      .profile.person.updateProfile(
        { patch: { timeZone: 'Asia/Tokyo', allergens: undefined, dislikes: undefined, cleared: [] } },
        house.call(bob),
      ),
  )
  await eventually(async () =>
    expect(
      await house.sql('select 1 from events.person_settings where user_id = $1 and time_zone = $2', [
        bob.userId,
        'Asia/Tokyo',
      ]),
    ).toHaveLength(1),
  )
})

test('connections that are broken off, as by a server that dies, cost an answer 503, in reads and writes, and no fact is put aside', async () => {
  const statuses = new Set<number>()
  let isOver = false
  const askers = Array.from({ length: 8 }, async (_, at) => {
    while (!isOver) {
      const { status } = await (at % 2
        ? send('GET', '/v1/weights')
        : send('POST', '/v1/weights', { id: uuidv7(), measuredAt: '2026-05-05T07:00:00Z', weightKg: 70 }))
      statuses.add(status)
    }
  })
  for (let round = 0; round < 8; round++) {
    gate.silence()
    await sleep(20)
    gate.reset()
    await gate.open()
    await sleep(400)
  }
  isOver = true
  await Promise.all(askers)
  expect(statuses).toEqual(new Set([200, 201, 503]))
  await eventually(async () => expect((await send('GET', '/v1/weights')).status).toBe(200))
  expect(await house.sql('select * from bus.parked')).toEqual([])
})
