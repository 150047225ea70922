import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { DAY, aPatch, amounts, anEntryOf, catalogueFood, figuresOf, grams } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'
import { stateFood } from '../facts.ts'
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

const copyOf = async (id: string) => (await diary.events.foods.getKnownFood({ id }, diary.call())).food
const corrected = (food: Food, energyKcal: number): Food => ({ ...food, per100: amounts({ energyKcal }) })

describe('a corrected food', () => {
  test('entries keep their snapshots, and what is logged from then on has the new figures', async () => {
    const banana = await catalogueFood(house, ann, 'Banana')
    const before = await diary.log(anEntryOf(grams(banana.id, 100)))
    await stateFood(house, corrected(banana, 777), 2n)
    expect(await diary.get(before.id)).toEqual(before)
    expect((await diary.day(DAY)).totals).toEqual(before.nutrients)
    expect(figuresOf((await diary.log(anEntryOf(grams(banana.id, 100)))).nutrients)).toEqual({
      energyKcal: 777,
    })
  })

  test('a new amount takes a new snapshot, another meal does not', async () => {
    const oil = await catalogueFood(house, ann, 'Olive oil')
    const entry = await diary.log(anEntryOf(grams(oil.id, 10)))
    await stateFood(house, corrected(oil, 555), 2n)
    const moved = await diary.events.diary.updateEntry(
      { id: entry.id, patch: aPatch({ meal: 'dinner' }) },
      diary.call(),
    )
    expect(moved.entry!.nutrients).toEqual(entry.nutrients)
    const more = await diary.events.diary.updateEntry(
      { id: entry.id, patch: aPatch({ item: grams(oil.id, 20) }) },
      diary.call(),
    )
    expect(figuresOf(more.entry!.nutrients)).toEqual({ energyKcal: 111 })
  })

  test('an older fact that comes later, and one that comes twice, change nothing', async () => {
    const egg = await catalogueFood(house, ann, 'Egg, boiled')
    await diary.log(anEntryOf(grams(egg.id, 50)))
    const eventId = randomUUID()
    await stateFood(house, corrected(egg, 200), 3n, eventId)
    await stateFood(house, corrected(egg, 100), 2n)
    expect(figuresOf((await copyOf(egg.id))!.per100)).toEqual({ energyKcal: 200 })
    await stateFood(house, corrected(egg, 300), 4n)
    await stateFood(house, corrected(egg, 200), 3n, eventId)
    expect(figuresOf((await copyOf(egg.id))!.per100)).toEqual({ energyKcal: 300 })
    expect(
      await house.sql(
        `select 1 from events.inbox where consumer = 'events.on-food-changed' and event_id = $1`,
        [eventId],
      ),
    ).toHaveLength(1)
  })

  test('a food that nobody logged gets no copy', async () => {
    const raw = await catalogueFood(house, ann, 'Egg, whole, raw')
    await stateFood(house, raw, 2n)
    await expect(copyOf(raw.id)).rejects.toMatchObject({ kind: 'not_found', reason: 'FOOD_NOT_FOUND' })
  })
})

test('while the catalogue is away a known food is logged, and an unknown one is to be tried again', async () => {
  const [known, unknown] = [
    await catalogueFood(house, ann, 'Banana'),
    await catalogueFood(house, ann, 'Egg, whole, raw'),
  ]
  await diary.log(anEntryOf(grams(known.id, 100)))
  const ben = diaryOf(house, await house.person())
  await whileHeld(house, 'lock table integrations.foods in access exclusive mode', async () => {
    const failed = diary.record(anEntryOf(grams(unknown.id, 100)))
    await ben.log(anEntryOf(grams(known.id, 100)))
    await expect(failed).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'FOOD_UNAVAILABLE',
      retryAfterMs: 5000,
    })
  })
  expect(await diary.log(anEntryOf(grams(unknown.id, 100)))).toMatchObject({ name: 'Egg, whole, raw' })
})
