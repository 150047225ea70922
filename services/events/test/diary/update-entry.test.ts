import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import {
  DAY,
  aPatch,
  aQuickAdd,
  amounts,
  anEntryOf,
  anOwnFood,
  figuresOf,
  grams,
  portions,
} from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'
import { hearFacts } from '../facts.ts'

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

const update = async (id: string, patch: Parameters<typeof aPatch>[0], expectedVersion?: bigint) =>
  (await diary.events.diary.updateEntry({ id, patch: aPatch(patch), expectedVersion }, diary.call())).entry!

test('what is given changes, the rest stays, and the version grows', async () => {
  const entry = await diary.log(aQuickAdd())
  const changed = await update(entry.id, { meal: 'dinner', date: '2026-05-06' })
  expect(changed).toEqual({
    ...entry,
    meal: 'dinner',
    date: '2026-05-06',
    version: entry.version + 1n,
    updatedAt: changed.updatedAt,
  })
  expect(changed.updatedAt!.getTime()).toBeGreaterThanOrEqual(entry.updatedAt!.getTime())
  expect(await diary.get(entry.id)).toEqual(changed)
  expect((await diary.day(DAY)).entries).toEqual([])
  expect((await diary.day('2026-05-06')).entries).toEqual([changed])
})

test('another instant alone moves the entry to its day; with a date the date holds', async () => {
  const entry = await diary.log(aQuickAdd())
  expect(await update(entry.id, { eatenAt: new Date('2026-05-09T10:00:00Z') })).toMatchObject({
    date: '2026-05-09',
  })
  expect(
    await update(entry.id, { eatenAt: new Date('2026-05-11T10:00:00Z'), date: '2026-05-10' }),
  ).toMatchObject({ date: '2026-05-10' })
})

test('the right expected version is taken, a stale one refused', async () => {
  const entry = await diary.log(aQuickAdd())
  const second = await update(entry.id, { meal: 'dinner' }, entry.version)
  await expect(update(entry.id, { meal: 'lunch' }, entry.version)).rejects.toMatchObject({
    kind: 'conflict',
    reason: 'VERSION_MISMATCH',
  })
  expect(await diary.get(entry.id)).toEqual(second)
})

test('of two changes at once that expect the same version one is refused', async () => {
  const entry = await diary.log(aQuickAdd())
  const outcomes = await Promise.allSettled(
    ['lunch', 'dinner'].map((meal) => update(entry.id, { meal }, entry.version)),
  )
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a quick add becomes a food, and a food a quick add', async () => {
  const food = await diary.create(anOwnFood())
  const entry = await diary.log(aQuickAdd())
  const asFood = await update(entry.id, { item: portions(food.id, 1, '1 cup') })
  expect(asFood).toMatchObject({ name: 'Red lentils', grams: 200, item: portions(food.id, 1, '1 cup') })
  expect(figuresOf(asFood.nutrients)).toEqual({ energyKcal: 232, proteinG: 18 })
  expect(await update(entry.id, { item: grams(food.id, 50) })).toMatchObject({
    grams: 50,
    item: grams(food.id, 50),
  })
  const back = await update(entry.id, {
    item: { $case: 'quickAdd', value: { name: 'Soup', nutrients: amounts({ energyKcal: 90 }) } },
  })
  expect(back.grams).toBeUndefined()
  expect(await diary.get(entry.id)).toEqual(back)
  expect(figuresOf(back.nutrients)).toEqual({ energyKcal: 90 })
})

test('a change that changes nothing has no version and no fact', async () => {
  const heard = await hearFacts(house)
  const food = await diary.create(anOwnFood())
  const entry = await diary.log(anEntryOf(grams(food.id, 50), { eatenAt: new Date('2026-05-05T12:00:00Z') }))
  const same = [
    {},
    { meal: 'lunch' },
    { date: DAY },
    { eatenAt: new Date('2026-05-05T12:00:00Z') },
    { item: grams(food.id, 50) },
  ]
  for (const patch of same) expect(await update(entry.id, patch)).toEqual(entry)
  expect((await heard.diary(ann)).map(({ $case }) => $case)).toEqual(['entryRecorded'])
})

test('an unknown food or portion changes nothing', async () => {
  const food = await diary.create(anOwnFood())
  const entry = await diary.log(anEntryOf(grams(food.id, 50)))
  await expect(
    update(entry.id, { item: grams('00000000-0000-7000-8000-000000000000', 5) }),
  ).rejects.toMatchObject({ reason: 'FOOD_NOT_FOUND' })
  await expect(update(entry.id, { item: portions(food.id, 1, 'bucket') })).rejects.toMatchObject({
    reason: 'PORTION_NOT_FOUND',
  })
  expect(await diary.get(entry.id)).toEqual(entry)
})

test.each([
  [{ date: '2026-02-30' }, 'date', 'DATE_INVALID'],
  [{ meal: ' ' }, 'meal', 'LENGTH'],
  [{ eatenAt: new Date('2200-01-01T00:00:00Z') }, 'eatenAt', 'OUT_OF_RANGE'],
  [{ item: grams('00000000-0000-7000-8000-000000000000', -1) }, 'amount.grams', 'OUT_OF_RANGE'],
])('the patch %j is refused with its field named', async (patch, path, code) => {
  const entry = await diary.log(aQuickAdd())
  await expect(update(entry.id, patch)).rejects.toMatchObject({ kind: 'invalid', faults: [{ path, code }] })
  expect(await diary.get(entry.id)).toEqual(entry)
})
