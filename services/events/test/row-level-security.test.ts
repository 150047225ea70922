import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { masterKeyOf } from '@mymacrotracker/keys'
import { withOwner } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { TEST_KEY } from '@mymacrotracker/testing'
import type { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aQuickAdd, anOwnFood } from './an-entry.ts'
import { diaryOf } from './diary.ts'

const PERSONAL = ['user_versions', 'diary_entries', 'weights', 'day_marks', 'own_foods', 'person_settings']
let house: House
let ann: Person
beforeAll(async () => {
  house = await startHouse()
  ann = await house.person()
  for (const person of [ann, await house.person()]) {
    const diary = diaryOf(house, person)
    await diary.log(aQuickAdd({ date: '' }))
    await diary.weigh({ id: uuidv7(), measuredAt: new Date(), weightKg: 80 })
    await diary.events.diary.markDay({ date: '2026-05-05', status: 2 }, diary.call())
    await diary.create(anOwnFood())
  }
})
afterAll(() => house?.stop())

/** A connection as the service has it, for one user or none. */
const asRole = <T>(userId: string, work: (client: Client) => Promise<T>): Promise<T> =>
  withOwner(roleUrl(house.ownerUrl, masterKeyOf(TEST_KEY), 'events'), async (client) => {
    await client.query(`select set_config('app.user_id', $1, false)`, [userId])
    return work(client)
  })
const count = async (client: Client, table: string) =>
  (await client.query<{ n: number }>(`select count(*)::int as n from events.${table}`)).rows[0]!.n

describe.each(PERSONAL)('%s', (table) => {
  test("the service sees no row without a user, and a user's own rows alone", async () => {
    expect(await asRole('', (client) => count(client, table))).toBe(0)
    expect(await asRole(ann.userId, (client) => count(client, table))).toBe(1)
    expect(await asRole(uuidv7(), (client) => count(client, table))).toBe(0)
    expect(await house.sql(`select count(*)::int as n from events.${table}`)).toEqual([{ n: 2 }])
  })

  test("the service changes and deletes nobody else's rows, and gives away none", async () => {
    const outcome = await asRole(ann.userId, async (client) => {
      const deleted = await client.query(`delete from events.${table} where user_id <> $1`, [ann.userId])
      const given = await client.query(`update events.${table} set user_id = $1`, [uuidv7()]).then(
        () => 'given away',
        ({ code }: { code: string }) => code,
      )
      return [deleted.rowCount, given]
    })
    expect(outcome).toEqual([0, '42501'])
  })
})

test('without a setting at all there is no row either', async () => {
  await withOwner(roleUrl(house.ownerUrl, masterKeyOf(TEST_KEY), 'events'), async (client) => {
    for (const table of PERSONAL) expect(await count(client, table)).toBe(0)
  })
})

test('the service reaches no other schema and changes no table', async () => {
  const statements = [
    'select 1 from profile.profiles',
    'select 1 from auth.users',
    'select 1 from integrations.foods',
    'select 1 from recommender.entry_copies',
    'select 1 from notifier.notifications',
    'select 1 from bus.messages',
    'select 1 from auth.outbox',
    'create table events.mine (id int)',
    'create table public.mine (id int)',
    'alter table events.diary_entries disable row level security',
    'drop table events.weights',
    'set role mmt_profile',
    'delete from events._prisma_migrations',
  ]
  const refused = await asRole(ann.userId, async (client) => {
    const codes: string[] = []
    for (const statement of statements)
      codes.push(
        await client.query(statement).then(
          () => statement,
          ({ code }: { code: string }) => code,
        ),
      )
    return codes
  })
  expect(refused).toEqual(statements.map(() => '42501'))
})
