import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { DayStatus } from '@mymacrotracker/contracts/events/v1/diary_service'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { addDays } from '@mymacrotracker/nutrition'
import { DAY, aQuickAdd, amounts, anEntryOf, figuresOf, grams } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'

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

const days = async (from: string, to: string) =>
  (await diary.events.diary.listDays({ from, to }, diary.call())).days

/** In millionths, so that the sum to compare with is exact. */
const millionths = fc.integer({ min: 0, max: 2_000_000_000 })
const someFigures = fc
  .record(
    {
      energyKcal: millionths,
      proteinG: millionths,
      fatG: millionths,
      sodiumMg: millionths,
      vitaminDUg: millionths,
    },
    { requiredKeys: [] },
  )
  .filter((each) => Object.keys(each).length > 0)
const someEntries = fc.array(
  fc.record({ meal: fc.constantFrom('breakfast', 'lunch', 'second lunch'), figures: someFigures }),
  { minLength: 1, maxLength: 7 },
)

function sumOf(entries: readonly { figures: Record<string, number> }[]) {
  const keys = new Set(entries.flatMap(({ figures }) => Object.keys(figures)))
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      entries.reduce((total, { figures }) => total + (figures[key] ?? 0), 0) / 1e6,
    ]),
  )
}

describe('totals', () => {
  test('of a day, of its meals and in a range are the sum of the entries, whatever nutrients they lack', async () => {
    let date = '2020-01-01'
    await fc.assert(
      fc.asyncProperty(someEntries, async (entries) => {
        date = addDays(date, 1)
        for (const { meal, figures } of entries) {
          await diary.log(
            aQuickAdd({
              date,
              meal,
              figures: Object.fromEntries(
                Object.entries(figures).map(([key, amount]) => [key, amount / 1e6]),
              ),
            }),
          )
        }
        const day = await diary.day(date)
        expect(day.entries).toHaveLength(entries.length)
        expect(figuresOf(day.totals)).toEqual(sumOf(entries))
        for (const { meal, totals } of day.byMeal)
          expect(figuresOf(totals)).toEqual(sumOf(entries.filter((each) => each.meal === meal)))
        expect(new Set(day.byMeal.map(({ meal }) => meal))).toEqual(new Set(entries.map(({ meal }) => meal)))
        const [inRange, ...others] = await days(date, date)
        expect([figuresOf(inRange!.totals), inRange!.entryCount, others]).toEqual([
          sumOf(entries),
          entries.length,
          [],
        ])
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  test('a nutrient that no entry knows is absent, one that is known to be nought is nought', async () => {
    await diary.log(aQuickAdd({ figures: { energyKcal: 10, fatG: 0 } }))
    expect(figuresOf((await diary.day(DAY)).totals)).toEqual({ energyKcal: 10, fatG: 0 })
  })

  test('an entry of a food about which nothing is known counts as an entry', async () => {
    const food = await diary.create({
      id: uuidv7(),
      name: 'Mystery',
      brand: '',
      basis: 1,
      per100: amounts({ energyKcal: 1 }),
      portions: [],
      barcode: '',
      allergens: [],
      allergensKnown: false,
      diets: [],
      dietsKnown: false,
    })
    await house.sql(`update events.own_foods set per100 = '{}' where id = $1`, [food.id])
    await diary.log(anEntryOf(grams(food.id, 10)))
    expect(await days(DAY, DAY)).toEqual([
      { date: DAY, totals: [], entryCount: 1, status: DayStatus.DAY_STATUS_OPEN },
    ])
    expect(await diary.day(DAY)).toMatchObject({ totals: [], byMeal: [{ meal: 'lunch', totals: [] }] })
  })
})

describe('a day', () => {
  test('entries are in the order they were eaten', async () => {
    const at = (hour: string, name: string) =>
      diary.log(aQuickAdd({ eatenAt: new Date(`${DAY}T${hour}:00:00Z`), name }))
    await at('19', 'soup')
    await at('07', 'bread')
    await at('12', 'rice')
    expect((await diary.day(DAY)).entries.map(({ name }) => name)).toEqual(['bread', 'rice', 'soup'])
  })

  test("without a date it is the person's today", async () => {
    house.clock.set(Date.parse('2026-05-09T23:59:00Z'))
    expect(await diary.day('')).toMatchObject({ date: '2026-05-09', entries: [] })
    house.clock.set(Date.parse('2026-05-10T00:01:00Z'))
    expect(await diary.day('')).toMatchObject({ date: '2026-05-10' })
    house.clock.set(Date.now())
  })

  test("a mark is kept until the next, and is the day's own", async () => {
    const mark = (status: DayStatus) => diary.events.diary.markDay({ date: DAY, status }, diary.call())
    const status = async (date: string) => (await diary.day(date)).status
    expect(await status(DAY)).toBe(DayStatus.DAY_STATUS_OPEN)
    await mark(DayStatus.DAY_STATUS_PARTIAL)
    await mark(DayStatus.DAY_STATUS_COMPLETE)
    await diary.log(aQuickAdd())
    expect([await status(DAY), await status('2026-05-06')]).toEqual([
      DayStatus.DAY_STATUS_COMPLETE,
      DayStatus.DAY_STATUS_OPEN,
    ])
    expect(await days(DAY, DAY)).toMatchObject([{ status: DayStatus.DAY_STATUS_COMPLETE }])
    await mark(DayStatus.DAY_STATUS_OPEN)
    expect(await status(DAY)).toBe(DayStatus.DAY_STATUS_OPEN)
  })

  test('the same mark again is no change', async () => {
    const mark = () =>
      diary.events.diary.markDay({ date: DAY, status: DayStatus.DAY_STATUS_FASTING }, diary.call())
    const rows = () => house.sql('select * from events.day_marks where user_id = $1', [ann.userId])
    await mark()
    const before = await rows()
    await mark()
    expect(await rows()).toEqual(before)
    expect(before).toHaveLength(1)
  })
})

describe('a range of days', () => {
  test('has the days with entries, both ends included, in their order', async () => {
    for (const date of ['2026-05-03', '2026-05-01', '2026-04-30', '2026-05-04', '2026-05-01'])
      await diary.log(aQuickAdd({ date }))
    expect(
      (await days('2026-05-01', '2026-05-03')).map(({ date, entryCount }) => [date, entryCount]),
    ).toEqual([
      ['2026-05-01', 2],
      ['2026-05-03', 1],
    ])
  })

  test('366 days are answered, 367 and a range that ends before it begins are refused', async () => {
    expect(await days('2024-01-01', '2024-12-31')).toEqual([])
    await expect(days('2024-01-01', '2025-01-01')).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'to', code: 'RANGE_TOO_LONG' }],
    })
    await expect(days('2024-01-02', '2024-01-01')).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'to', code: 'OUT_OF_RANGE' }],
    })
  })
})

test('a day that is marked belongs to the range without an entry', async () => {
  const [fasted, eaten] = [DAY, addDays(DAY, 1)]
  await diary.events.diary.markDay({ date: fasted, status: DayStatus.DAY_STATUS_FASTING }, diary.call())
  await diary.log(aQuickAdd({ date: eaten }))
  expect(await days(fasted, eaten)).toMatchObject([
    { date: fasted, entryCount: 0, totals: [], status: DayStatus.DAY_STATUS_FASTING },
    { date: eaten, entryCount: 1 },
  ])
})

test('meals are told apart without regard to case, and keep the name they were first given', async () => {
  for (const meal of ['Breakfast', 'breakfast', 'BREAKFAST ', 'Second Lunch', 'second lunch'])
    await diary.log(aQuickAdd({ meal }))
  const { byMeal } = await diary.events.diary.getDay({ date: DAY }, diary.call())
  expect(byMeal.map(({ meal }) => meal).toSorted()).toEqual(['Second Lunch', 'breakfast'])
})
