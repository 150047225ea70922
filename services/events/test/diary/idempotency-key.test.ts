import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aQuickAdd, anOwnFood } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'
import { hearFacts } from '../facts.ts'
import { whileHeld } from '../hold.ts'

let house: House
let ann: Person
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  ann = await house.person()
  diary = diaryOf(house, ann)
})
afterAll(() => house?.stop())

const idempotency = { key: 'breakfast 1', requestHash: 'a'.repeat(64) }

test('the same key and request get the same answer, though another id was made up', async () => {
  const heard = await hearFacts(house)
  const first = await diary.record(aQuickAdd(), { idempotency })
  const again = await diary.record(aQuickAdd(), { idempotency })
  expect(first.created).toBe(true)
  expect(again).toEqual(first)
  expect(await heard.diary(ann)).toHaveLength(1)
})

test('the key with another request is refused, and does nothing', async () => {
  await diary.record(aQuickAdd(), { idempotency })
  const other = diary.record(aQuickAdd(), { idempotency: { ...idempotency, requestHash: 'b'.repeat(64) } })
  await expect(other).rejects.toMatchObject({ kind: 'invalid', reason: 'IDEMPOTENCY_KEY_REUSED' })
  expect(await house.sql('select 1 from events.diary_entries where user_id = $1', [ann.userId])).toHaveLength(
    1,
  )
})

test('while the first still runs the second is told so', async () => {
  await diary.log(aQuickAdd())
  await whileHeld(
    house,
    `select 1 from events.user_versions where user_id = '${ann.userId}' for update`,
    async (release) => {
      const first = diary.record(aQuickAdd(), { idempotency })
      await eventually(async () =>
        expect(
          await house.sql(
            `select 1 from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database()) and pid in (select pid from pg_stat_activity where wait_event_type = 'Lock')`,
          ),
        ).not.toEqual([]),
      )
      await expect(diary.record(aQuickAdd(), { idempotency })).rejects.toMatchObject({
        kind: 'conflict',
        reason: 'REQUEST_IN_FLIGHT',
      })
      await release()
      const answer = await first
      expect(answer.created).toBe(true)
      expect(await diary.record(aQuickAdd(), { idempotency })).toEqual(answer)
    },
  )
})

test('a refused request stores no answer', async () => {
  const entry = aQuickAdd()
  await diary.log(entry)
  const clash = { ...entry, meal: 'dinner' }
  await expect(diary.record(clash, { idempotency })).rejects.toMatchObject({ reason: 'ENTRY_EXISTS' })
  expect(await diary.record(aQuickAdd(), { idempotency })).toMatchObject({ created: true })
})

test('two people may use the same key', async () => {
  const first = await diary.record(aQuickAdd(), { idempotency })
  const second = await diaryOf(house, await house.person()).record(aQuickAdd(), { idempotency })
  expect(second).toMatchObject({ created: true })
  expect(second.entry!.id).not.toBe(first.entry!.id)
})

test('weights and own foods keep their answers too', async () => {
  const weigh = () =>
    diary.events.weights.recordWeight(
      { id: uuidv7(), measuredAt: new Date('2026-05-05T06:00:00Z'), weightKg: 80, source: '' },
      diary.call({ idempotency: { ...idempotency, key: 'weight' } }),
    )
  const create = () =>
    diary.events.foods.createOwnFood(
      { food: anOwnFood() },
      diary.call({ idempotency: { ...idempotency, key: 'food' } }),
    )
  const [weight, food] = [await weigh(), await create()]
  expect([await weigh(), await create()]).toEqual([weight, food])
  expect(weight.created && food.created).toBe(true)
})
