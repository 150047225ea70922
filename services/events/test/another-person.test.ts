import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { DAY, aPatch, aQuickAdd, anOwnFood } from './an-entry.ts'
import { diaryOf, type Diary } from './diary.ts'

let house: House
let ann: Person
let ben: Diary
beforeAll(async () => {
  house = await startHouse()
  ann = await house.person()
  ben = diaryOf(house, await house.person())
})
afterAll(() => house?.stop())

const BARCODE = '4006381333931'

/** Status, reason and words, as a caller sees them. */
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => 'it succeeded',
    ({ kind, reason, message }: { kind: string; reason: string; message: string }) => ({
      kind,
      reason,
      message,
    }),
  )

test.each([
  ['getEntry', (id: string) => ben.events.diary.getEntry({ id }, ben.call())],
  [
    'updateEntry',
    (id: string) => ben.events.diary.updateEntry({ id, patch: aPatch({ meal: 'dinner' }) }, ben.call()),
  ],
  [
    'updateEntry with a version',
    (id: string) =>
      ben.events.diary.updateEntry(
        { id, patch: aPatch({ meal: 'dinner' }), expectedVersion: 7n },
        ben.call(),
      ),
  ],
  ['deleteEntry', (id: string) => ben.remove(id)],
])("%s: another person's entry is answered as a missing one", async (_name, call) => {
  const { id } = await diaryOf(house, ann).log(aQuickAdd())
  const foreign = await failureOf(call(id))
  expect(foreign).toMatchObject({ kind: 'not_found', reason: 'ENTRY_NOT_FOUND' })
  expect(foreign).toEqual(await failureOf(call(uuidv7())))
  expect(await diaryOf(house, ann).get(id)).toMatchObject({ meal: 'breakfast' })
})

test("another person's own food is answered as a missing one, by id, barcode and search", async () => {
  const { id } = await diaryOf(house, ann).create(anOwnFood({ barcode: BARCODE }))
  const byId = (food: string) => failureOf(ben.events.foods.getKnownFood({ id: food }, ben.call()))
  expect(await byId(id)).toEqual(await byId(uuidv7()))
  expect(await failureOf(ben.events.foods.getOwnFoodByBarcode({ barcode: BARCODE }, ben.call()))).toEqual(
    await failureOf(ben.events.foods.getOwnFoodByBarcode({ barcode: '96385074' }, ben.call())),
  )
  expect(
    (await ben.events.foods.searchKnownFoods({ query: 'lentils', limit: 50 }, ben.call())).found,
  ).toEqual([])
})

test("days, weights and marks are the person's own alone", async () => {
  const hers = diaryOf(house, ann)
  await hers.log(aQuickAdd())
  await hers.weigh({ id: uuidv7(), measuredAt: new Date(`${DAY}T06:00:00Z`), weightKg: 70 })
  await hers.events.diary.markDay({ date: DAY, status: 2 }, hers.call())
  expect(await ben.day(DAY)).toMatchObject({ entries: [], totals: [], byMeal: [], status: 1 })
  expect(await ben.events.diary.listDays({ from: DAY, to: DAY }, ben.call())).toEqual({ days: [] })
  expect(await ben.events.weights.listWeights({ from: DAY, to: DAY }, ben.call())).toEqual({
    weights: [],
    trend: [],
  })
  expect(
    await ben.events.foods
      .listFrequentFoods({ meal: '', limit: 10 }, { ...ben.call(), deadlineAt: Date.now() + 5000 })
      .catch((error: { reason: string }) => error.reason),
  ).toBe('CALLER_NOT_ALLOWED')
  expect(
    (await house.as('recommender').events.foods.listFrequentFoods({ meal: '', limit: 10 }, ben.call())).foods,
  ).toEqual([])
})
