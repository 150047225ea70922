import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually, type House, type Person } from '@mymacrotracker/all/testing'
import { holdTable } from './hold-table.ts'
import { phoneOf, startGatewayHouse } from '../phone.ts'

let house: House
let ann: Person
beforeAll(async () => {
  house = await startGatewayHouse()
  ann = await house.person()
})
afterAll(() => house?.stop())

const UPDATE_ENDED =
  /rpc_server_duration_seconds_count\{[^}]*method="\/mymacrotracker\.events\.v1\.DiaryService\/UpdateEntry",code="(\w+)"\} 1/
const metrics = () => house.process.metrics.registry.metrics()

test('a phone that hangs up stops the service that works for it: what has begun ends, and nothing begins after it', async () => {
  const phone = phoneOf(house, ann)
  const { body: food } = await phone('POST', '/v1/foods', {
    name: 'Lentils',
    per100: { basis: 'g', nutrients: { energyKcal: 116 } },
  })
  const { body: entry } = await phone('POST', '/v1/diary/entries', {
    meal: 'lunch',
    name: 'Soup',
    nutrients: { energyKcal: 300 },
  })
  const path = `/v1/diary/entries/${entry.id}`
  const change = { foodId: food.id, amount: { grams: 50 } }

  // The service reads the food first and then changes the entry, each in a transaction of its own.
  const held = await holdTable(house, 'events.own_foods')
  const hangUp = new AbortController()
  try {
    const request = fetch(`${house.url}${path}`, {
      method: 'PATCH',
      signal: hangUp.signal,
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(change),
    })
    const refused = expect(request).rejects.toThrow()
    await eventually(async () => expect(await waitingStatements()).toBe(1))
    hangUp.abort()
    await refused
    await eventually(async () =>
      expect(await metrics()).toMatch(
        /http_request_duration_seconds_count\{[^}]*route="\/v1\/diary\/entries\/\{id\}",status="499"\} 1/,
      ),
    )
  } finally {
    await held.release()
  }

  const code = await eventually(async () => {
    const ended = UPDATE_ENDED.exec(await metrics())
    expect(ended).not.toBeNull()
    return ended![1]
  })
  expect(code).not.toBe('OK')
  expect((await phone('GET', path)).body).toEqual(entry)
  expect(await phone('PATCH', path, change)).toMatchObject({
    status: 200,
    body: { foodId: food.id, grams: 50 },
  })
})

async function waitingStatements(): Promise<number> {
  const rows = await house.sql(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%own_foods%'`,
  )
  return rows.length
}
