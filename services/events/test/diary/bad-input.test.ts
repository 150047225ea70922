import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/v1/foods_service'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aQuickAdd, amounts, anEntryOf, anOwnFood, grams, portions } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'

let house: House
let ann: Person
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
  ann = await house.person()
  diary = diaryOf(house, ann)
})
afterAll(() => house?.stop())

const refused = (path: string, code: string) => ({ kind: 'invalid', reason: code, faults: [{ path, code }] })
const FOOD = uuidv7()
const quickOf = (nutrients: { nutrient: number; amount: number }[], name = 'Soup'): Partial<NewEntry> => ({
  item: { $case: 'quickAdd', value: { name, nutrients } },
})
const NO_NUMBERS = [NaN, Infinity, -Infinity, -1, 1e308]

describe('an entry', () => {
  const cases: [string, Partial<NewEntry>, string, string][] = [
    ['an id that is none', { id: '17' }, 'id', 'ID_INVALID'],
    ['no id', { id: '' }, 'id', 'ID_INVALID'],
    ['an id in capitals', { id: uuidv7().toUpperCase() }, 'id', 'ID_INVALID'],
    ['a day that does not exist', { date: '2026-02-29' }, 'date', 'DATE_INVALID'],
    ['a day in another form', { date: '5 May 2026' }, 'date', 'DATE_INVALID'],
    ['a day with a time', { date: '2026-05-05T00:00:00Z' }, 'date', 'DATE_INVALID'],
    ['a day with U+0000', { date: '2026-05-0\u0000' }, 'date', 'DATE_INVALID'],
    ['a day too early', { date: '1899-12-31' }, 'date', 'OUT_OF_RANGE'],
    ['a day too late', { date: '2101-01-01' }, 'date', 'OUT_OF_RANGE'],
    ['an instant too early', { eatenAt: new Date('1899-12-31T23:59:59Z') }, 'eatenAt', 'OUT_OF_RANGE'],
    ['an instant too late', { eatenAt: new Date(8.64e15) }, 'eatenAt', 'OUT_OF_RANGE'],
    ['no meal', { meal: '' }, 'meal', 'LENGTH'],
    ['a meal of spaces', { meal: '   ' }, 'meal', 'LENGTH'],
    ['a meal with U+0000', { meal: 'lu\u0000nch' }, 'meal', 'TEXT_INVALID'],
    ['a meal with a long name', { meal: 'x'.repeat(41) }, 'meal', 'LENGTH'],
    ['nothing eaten', { item: undefined }, 'foodId', 'REQUIRED'],
    ['a food id that is none', { item: grams('banana', 1) }, 'foodId', 'ID_INVALID'],
    [
      'no amount',
      { item: { $case: 'food', value: { foodId: FOOD, amount: undefined } } },
      'amount',
      'REQUIRED',
    ],
    ['no grams at all', { item: grams(FOOD, 0) }, 'amount.grams', 'OUT_OF_RANGE'],
    ['more than 20 kg', { item: grams(FOOD, 20_000.1) }, 'amount.grams', 'OUT_OF_RANGE'],
    ...NO_NUMBERS.map((value): [string, Partial<NewEntry>, string, string] => [
      `${value} grams`,
      { item: grams(FOOD, value) },
      'amount.grams',
      'OUT_OF_RANGE',
    ]),
    ['no portions at all', { item: portions(FOOD, 0, '1 cup') }, 'amount.count', 'OUT_OF_RANGE'],
    ['1,001 portions', { item: portions(FOOD, 1001, '1 cup') }, 'amount.count', 'OUT_OF_RANGE'],
    ...NO_NUMBERS.map((value): [string, Partial<NewEntry>, string, string] => [
      `${value} portions`,
      { item: portions(FOOD, value, '1 cup') },
      'amount.count',
      'OUT_OF_RANGE',
    ]),
    ['a portion without a name', { item: portions(FOOD, 1, '') }, 'amount.portion', 'LENGTH'],
    ['a portion with U+0000', { item: portions(FOOD, 1, 'c\u0000up') }, 'amount.portion', 'TEXT_INVALID'],
    ['a quick add without a name', quickOf(amounts({ energyKcal: 1 }), ''), 'name', 'LENGTH'],
    ['a quick add with a long name', quickOf(amounts({ energyKcal: 1 }), 'x'.repeat(201)), 'name', 'LENGTH'],
    ['a quick add with a line break', quickOf(amounts({ energyKcal: 1 }), 'a\nb'), 'name', 'TEXT_INVALID'],
    ['a quick add without figures', quickOf([]), 'nutrients', 'REQUIRED'],
    ['a nutrient nobody knows', quickOf([{ nutrient: 999, amount: 1 }]), 'nutrients', 'NUTRIENT_UNKNOWN'],
    [
      'a nutrient twice',
      quickOf([...amounts({ fatG: 1 }), ...amounts({ fatG: 2 })]),
      'nutrients.fatG',
      'DUPLICATE',
    ],
    ...NO_NUMBERS.map((value): [string, Partial<NewEntry>, string, string] => [
      `${value} kcal`,
      quickOf(amounts({ energyKcal: value })),
      'nutrients.energyKcal',
      'OUT_OF_RANGE',
    ]),
  ]

  test.each(cases)('with %s is refused with the field named', async (_name, overrides, path, code) => {
    await expect(
      diary.record({ ...anEntryOf(undefined), ...aQuickAdd(), ...overrides }),
    ).rejects.toMatchObject(refused(path, code))
  })

  test('with several faults is refused with all of them named', async () => {
    const faulty = { id: '17', meal: '', ...quickOf(amounts({ energyKcal: -1, proteinG: NaN }), '') }
    const paths = ['id', 'meal', 'name', 'nutrients.energyKcal', 'nutrients.proteinG']
    await expect(diary.record({ ...aQuickAdd(), ...faulty })).rejects.toMatchObject({
      faults: paths.map((path) => ({ path })),
    })
  })

  test('that is missing is refused', async () => {
    await expect(diary.events.diary.recordEntry({ entry: undefined }, diary.call())).rejects.toMatchObject(
      refused('entry', 'REQUIRED'),
    )
  })

  test('none of them left anything behind', async () => {
    expect(
      await house.sql('select 1 from events.diary_entries union all select 1 from events.outbox'),
    ).toEqual([])
  })
})

describe('an own food', () => {
  const cases: [string, Partial<NewOwnFood>, string, string][] = [
    ['an id that is none', { id: 'x' }, 'id', 'ID_INVALID'],
    ['no name', { name: '' }, 'name', 'LENGTH'],
    ['a long name', { name: 'x'.repeat(201) }, 'name', 'LENGTH'],
    ['U+0000 in its name', { name: '\u0000' }, 'name', 'TEXT_INVALID'],
    ['a long brand', { brand: 'x'.repeat(201) }, 'brand', 'LENGTH'],
    ['an unknown basis', { basis: 0 }, 'per100.basis', 'VALUE_UNKNOWN'],
    ['no figures', { per100: [] }, 'per100.nutrients', 'REQUIRED'],
    [
      'more energy than fat has',
      { per100: amounts({ energyKcal: 1001 }) },
      'per100.nutrients.energyKcal',
      'OUT_OF_RANGE',
    ],
    [
      'more protein than itself',
      { per100: amounts({ energyKcal: 400, proteinG: 100.1 }) },
      'per100.nutrients.proteinG',
      'OUT_OF_RANGE',
    ],
    ...NO_NUMBERS.map((value): [string, Partial<NewOwnFood>, string, string] => [
      `${value} g of fat`,
      { per100: amounts({ fatG: value }) },
      'per100.nutrients.fatG',
      'OUT_OF_RANGE',
    ]),
    [
      '51 portions',
      { portions: Array.from({ length: 51 }, (_, n) => ({ name: `${n}`, grams: 1 })) },
      'portions',
      'LENGTH',
    ],
    [
      'a portion without a name',
      {
        portions: [
          { name: '1 cup', grams: 1 },
          { name: '', grams: 1 },
        ],
      },
      'portions.1.name',
      'LENGTH',
    ],
    ...[...NO_NUMBERS, 0].map((value): [string, Partial<NewOwnFood>, string, string] => [
      `a portion of ${value} g`,
      { portions: [{ name: '1 cup', grams: value }] },
      'portions.0.grams',
      'OUT_OF_RANGE',
    ]),
    ['a wrong barcode', { barcode: '4006381333930' }, 'barcode', 'BARCODE_INVALID'],
    ['an unknown allergen', { allergens: ['milk', 'plutonium'] }, 'allergens.1', 'VALUE_UNKNOWN'],
    ['an unknown diet', { diets: ['air'] }, 'diets.0', 'VALUE_UNKNOWN'],
  ]

  test.each(cases)('with %s is refused with the field named', async (_name, overrides, path, code) => {
    await expect(diary.create(anOwnFood(overrides))).rejects.toMatchObject(refused(path, code))
  })
})

describe('a weight', () => {
  const aWeight = { id: uuidv7(), measuredAt: new Date('2026-05-05T06:00:00Z'), weightKg: 80, source: '' }

  test.each([
    [{ id: 'x' }, 'id', 'ID_INVALID'],
    [{ measuredAt: undefined }, 'measuredAt', 'INSTANT_INVALID'],
    [{ measuredAt: new Date('2101-01-01T00:00:00Z') }, 'measuredAt', 'OUT_OF_RANGE'],
    [{ weightKg: 19.9 }, 'weightKg', 'OUT_OF_RANGE'],
    [{ weightKg: 500.1 }, 'weightKg', 'OUT_OF_RANGE'],
    [{ weightKg: NaN }, 'weightKg', 'OUT_OF_RANGE'],
    [{ weightKg: Infinity }, 'weightKg', 'OUT_OF_RANGE'],
    [{ source: 'x'.repeat(41) }, 'source', 'LENGTH'],
    [{ source: '\u0000' }, 'source', 'TEXT_INVALID'],
  ])('with %j is refused with %s named', async (overrides, path, code) => {
    await expect(
      diary.events.weights.recordWeight({ ...aWeight, ...overrides }, diary.call()),
    ).rejects.toMatchObject(refused(path, code))
  })
})

test.each([
  ['getEntry', () => diary.events.diary.getEntry({ id: 'x' }, diary.call()), 'id', 'ID_INVALID'],
  [
    'updateEntry',
    () => diary.events.diary.updateEntry({ id: 'x', patch: undefined }, diary.call()),
    'id',
    'ID_INVALID',
  ],
  ['deleteEntry', () => diary.events.diary.deleteEntry({ id: '' }, diary.call()), 'id', 'ID_INVALID'],
  ['getKnownFood', () => diary.events.foods.getKnownFood({ id: '\u0000' }, diary.call()), 'id', 'ID_INVALID'],
  ['getDay', () => diary.events.diary.getDay({ date: '0000-00-00' }, diary.call()), 'date', 'DATE_INVALID'],
  [
    'markDay without a day',
    () => diary.events.diary.markDay({ date: '', status: 2 }, diary.call()),
    'date',
    'DATE_INVALID',
  ],
  [
    'markDay far away',
    () => diary.events.diary.markDay({ date: '1066-10-14', status: 2 }, diary.call()),
    'date',
    'OUT_OF_RANGE',
  ],
  [
    'markDay without a status',
    () => diary.events.diary.markDay({ date: '2026-05-05', status: 0 }, diary.call()),
    'status',
    'VALUE_UNKNOWN',
  ],
  [
    'listDays',
    () => diary.events.diary.listDays({ from: '', to: '2026-05-05' }, diary.call()),
    'from',
    'DATE_INVALID',
  ],
  [
    'listWeights',
    () => diary.events.weights.listWeights({ from: '2026-05-05', to: 'tomorrow' }, diary.call()),
    'to',
    'DATE_INVALID',
  ],
] as const)('%s refuses what it cannot read, with the field named', async (_name, call, path, code) => {
  await expect(call()).rejects.toMatchObject(refused(path, code))
})
