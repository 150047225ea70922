import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import { aQuickAdd, anEntryOf, anOwnFood, grams } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'

const DAY_MS = 86_400_000
let house: House
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  diary = diaryOf(house, await house.person())
})
afterAll(() => house?.stop())

const ask = async (meal = '', limit = 100) =>
  (await house.as('recommender').events.foods.listFrequentFoods({ meal, limit }, diary.call())).foods
const short = async (meal?: string, limit?: number) =>
  (await ask(meal, limit)).map(({ food, times, lastGrams }) => [food!.name, times, lastGrams])
const log = (foodId: string, eaten: number, daysAgo: number, meal = 'lunch') =>
  diary.log(
    anEntryOf(grams(foodId, eaten), { meal, eatenAt: new Date(house.clock.now() - daysAgo * DAY_MS) }),
  )

test('the most frequent of the last 30 days come first, with the grams logged last', async () => {
  const [rice, soup] = [
    await diary.create(anOwnFood({ name: 'Rice' })),
    await diary.create(anOwnFood({ name: 'Soup' })),
  ]
  await log(soup.id, 300, 29)
  await log(soup.id, 310, 31)
  await log(rice.id, 120, 1)
  await log(rice.id, 100, 5, 'dinner')
  expect(await short()).toEqual([
    ['Rice', 2, 120],
    ['Soup', 1, 300],
  ])
  expect(await short('dinner')).toEqual([['Rice', 1, 100]])
  expect(await short('', 1)).toEqual([['Rice', 2, 120]])
  expect(await short('tea time')).toEqual([])
})

test('quick adds and deleted entries do not count', async () => {
  const rice = await diary.create(anOwnFood({ name: 'Rice' }))
  await diary.log(aQuickAdd({ eatenAt: new Date(house.clock.now()) }))
  await diary.remove((await log(rice.id, 100, 1)).id)
  expect(await short()).toEqual([])
})

test('a food that is known no more is left out', async () => {
  const [rice, soup] = [
    await diary.create(anOwnFood({ name: 'Rice' })),
    await diary.create(anOwnFood({ name: 'Soup' })),
  ]
  await log(rice.id, 100, 1)
  await log(soup.id, 200, 1)
  await house.sql('update events.diary_entries set food_id = $1 where food_id = $2', [uuidv7(), rice.id])
  expect(await short()).toEqual([['Soup', 1, 200]])
})

test.each([
  ['', 0, 'limit'],
  ['', 101, 'limit'],
  ['a\u0000b', 10, 'meal'],
  ['x'.repeat(41), 10, 'meal'],
])('meal %j with limit %j is refused with %s named', async (meal, limit, path) => {
  await expect(ask(meal, limit)).rejects.toMatchObject({ kind: 'invalid', faults: [{ path }] })
})
