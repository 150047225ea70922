import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ENERGY, PROTEIN } from '@mymacrotracker/nutrition'
import {
  Ranking,
  type SuggestMealsResponse,
} from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { amountList } from '../a-food.ts'

const DAY = '2026-11-21'
let house: House
beforeAll(async () => {
  house = await startHouse()
  house.clock.set(Date.parse(`${DAY}T12:00:00Z`))
})
afterAll(() => house.stop())

const suggest = (
  person: Person,
  request: Partial<{ date: string; meal: string; count: number }> = {},
): Promise<SuggestMealsResponse> =>
  house
    .as('gateway')
    .recommender.suggestions.suggestMeals(
      { date: '', meal: '', count: 0, ...request },
      house.call(person, { deadlineAt: Date.now() + 20_000 }),
    )
const setTargets = (
  person: Person,
  figures = { energyKcal: 2000, proteinG: 140, carbohydrateG: 210, fatG: 66 },
) =>
  house
    .as('gateway')
    .profile.targets.putTargets(
      { targets: { amounts: amountList(figures), waterMl: undefined }, byWeekday: [] },
      house.call(person),
    )
const setProfile = (person: Person, patch: { allergens?: string[]; diet?: string; dislikes?: string[] }) =>
  house.as('gateway').profile.person.updateProfile(
    {
      patch: {
        diet: patch.diet,
        allergens: { items: patch.allergens ?? [] },
        dislikes: { items: patch.dislikes ?? [] },
        cleared: [],
      },
    },
    house.call(person),
  )
const log = (person: Person, meal: string, energyKcal: number, proteinG = 30) =>
  house.as('gateway').events.diary.recordEntry(
    {
      entry: {
        id: uuidv7(),
        date: DAY,
        eatenAt: undefined,
        meal,
        item: {
          $case: 'quickAdd',
          value: {
            name: 'Stew',
            nutrients: amountList({ energyKcal, proteinG, carbohydrateG: 30, fatG: 10 }),
          },
        },
      },
    },
    house.call(person),
  )
const kcalOf = ({ nutrients }: { nutrients: { nutrient: number; amount: number }[] }) =>
  nutrients.find(({ nutrient }) => nutrient === ENERGY)!.amount

test('three meals fit what is left for the next one, and say so', async () => {
  const ann = await house.person()
  await setTargets(ann)
  await log(ann, 'breakfast', 500)
  const { suggestions, ranking, date, meal } = await suggest(ann)
  expect([ranking, date, meal]).toEqual([Ranking.RANKING_FALLBACK, DAY, 'lunch'])
  expect(suggestions).toHaveLength(3)
  // 1,500 kcal left, lunch 30 of the 75 % that lunch, dinner and snack are.
  for (const each of suggestions) {
    expect(Math.abs(kcalOf(each) - 600)).toBeLessThanOrEqual(90)
    expect(each.reason).toMatch(
      /^about \d+ kcal( of the 600 left for lunch|, \d+ more than is left for lunch), \d+ g( of 44 g protein| protein, \d+ g more than needed)$/,
    )
    expect(each.foods.every(({ grams, count }) => grams > 0 && count > 0)).toBe(true)
  }
  expect(new Set(suggestions.map(({ title }) => title)).size).toBe(3)
  expect(suggestions.map(({ fit }) => fit)).toEqual(suggestions.map(({ fit }) => fit).sort((a, b) => b - a))
})

test("what is shown adds up from the catalogue's figures", async () => {
  const ann = await house.person()
  await setTargets(ann)
  const [first] = (await suggest(ann, { meal: 'dinner', count: 1 })).suggestions
  const { foods } = await house
    .as('gateway')
    .integrations.catalogue.batchGetFoods({ ids: first!.foods.map(({ foodId }) => foodId) }, house.call(ann))
  const proteinG = first!.foods.reduce(
    (sum, { foodId, grams }) =>
      sum +
      (foods.find(({ id }) => id === foodId)!.per100.find(({ nutrient }) => nutrient === PROTEIN)!.amount *
        grams) /
        100,
    0,
  )
  expect(first!.nutrients.find(({ nutrient }) => nutrient === PROTEIN)!.amount).toBeCloseTo(proteinG, 9)
})

test('a suggested portion can be logged as it is', async () => {
  const ann = await house.person()
  await setTargets(ann)
  const [first] = (await suggest(ann, { meal: 'lunch', count: 1 })).suggestions
  for (const { foodId, portion, count, grams } of first!.foods) {
    const { entry } = await house.as('gateway').events.diary.recordEntry(
      {
        entry: {
          id: uuidv7(),
          date: DAY,
          eatenAt: undefined,
          meal: 'lunch',
          item: {
            $case: 'food',
            value: { foodId, amount: { $case: 'portion', value: { portion, count } } },
          },
        },
      },
      house.call(ann),
    )
    expect(entry!.grams).toBeCloseTo(grams, 0)
  }
})

test('allergens, diet and dislikes are respected, and the foods prove it', async () => {
  const ann = await house.person()
  await setTargets(ann)
  await setProfile(ann, {
    allergens: ['gluten', 'soy', 'nuts'],
    diet: 'vegetarian',
    dislikes: ['mushrooms', 'lentil'],
  })
  for (const meal of ['breakfast', 'lunch', 'dinner', 'snack']) {
    const { suggestions } = await suggest(ann, { meal, count: 5 })
    expect(suggestions.length).toBeGreaterThan(0)
    const { foods } = await house
      .as('gateway')
      .integrations.catalogue.batchGetFoods(
        { ids: [...new Set(suggestions.flatMap((each) => each.foods.map(({ foodId }) => foodId)))] },
        house.call(ann),
      )
    for (const food of foods) {
      expect([food.allergensKnown, food.dietsKnown, food.diets.includes('vegetarian')]).toEqual([
        true,
        true,
        true,
      ])
      expect(food.allergens.filter((each) => ['gluten', 'soy', 'nuts'].includes(each))).toEqual([])
      expect(food.name).not.toMatch(/mushroom|lentil/i)
    }
  }
})

test('an own food with unknown allergens is suggested to nobody who set one', async () => {
  const ann = await house.person()
  await setTargets(ann)
  const id = uuidv7()
  const food = {
    id,
    name: "Grandmother's pie",
    brand: '',
    basis: 1 as const,
    per100: amountList({ energyKcal: 200, proteinG: 15, carbohydrateG: 20, fatG: 7 }),
    portions: [{ name: '1 piece', grams: 150 }],
    barcode: '',
    allergens: [],
    allergensKnown: false,
    diets: [],
    dietsKnown: false,
  }
  await house.as('gateway').events.foods.createOwnFood({ food }, house.call(ann))
  for (let time = 0; time < 5; time++) {
    await house.as('gateway').events.diary.recordEntry(
      {
        entry: {
          id: uuidv7(),
          date: '2026-11-20',
          eatenAt: new Date(house.clock.now() - 86_400_000),
          meal: 'dinner',
          item: { $case: 'food', value: { foodId: id, amount: { $case: 'grams', value: 150 } } },
        },
      },
      house.call(ann),
    )
  }
  const idsOf = async () =>
    (await suggest(ann, { meal: 'dinner', count: 5 })).suggestions.flatMap((each) =>
      each.foods.map(({ foodId }) => foodId),
    )
  expect(await idsOf()).toContain(id)
  await setProfile(ann, { allergens: ['celery'] })
  expect(await idsOf()).not.toContain(id)
})

test('the same question has the same answer, and each meal its own', async () => {
  const ann = await house.person()
  await setTargets(ann)
  const lunch = await suggest(ann, { meal: 'lunch' })
  expect(await suggest(ann, { meal: 'lunch' })).toEqual(lunch)
  expect((await suggest(ann, { meal: 'dinner' })).suggestions[0]!.title).not.toBe(lunch.suggestions[0]!.title)
})

test('without targets, or with nothing left, nothing is suggested', async () => {
  const ann = await house.person()
  expect(await suggest(ann, { meal: 'lunch' })).toMatchObject({ suggestions: [], meal: 'lunch' })
  await setTargets(ann)
  await log(ann, 'lunch', 1980)
  expect((await suggest(ann, { meal: 'dinner' })).suggestions).toEqual([])
})

test("a meal of a person's own and another day are answered", async () => {
  const ann = await house.person()
  await setTargets(ann)
  const answer = await suggest(ann, { meal: 'Second Breakfast', date: '2026-11-23', count: 2 })
  expect([answer.date, answer.meal, answer.suggestions.length]).toEqual(['2026-11-23', 'Second Breakfast', 2])
  for (const { foods } of answer.suggestions) expect(foods.length).toBeLessThanOrEqual(2)
})

test.each([
  ['date', { date: '2026-02-30' }],
  ['date', { date: '1899-12-31' }],
  ['meal', { meal: 'x'.repeat(41) }],
  ['meal', { meal: 'lun\u0000ch' }],
  ['count', { count: 11 }],
])('a wrong %s is named', async (path, request) => {
  const ann = await house.person()
  await expect(suggest(ann, request)).rejects.toMatchObject({
    kind: 'invalid',
    faults: [expect.objectContaining({ path })],
  })
})

test('a call that is cancelled ends, and the next one is answered', async () => {
  const ann = await house.person()
  await setTargets(ann)
  const gone = new AbortController()
  const cancelled = house
    .as('gateway')
    .recommender.suggestions.suggestMeals(
      { date: '', meal: 'lunch', count: 10 },
      house.call(ann, { signal: gone.signal, deadlineAt: Date.now() + 20_000 }),
    )
  setTimeout(() => gone.abort(), 60)
  await expect(cancelled).rejects.toMatchObject({ reason: 'CANCELLED' })
  expect((await suggest(ann, { meal: 'lunch', count: 1 })).suggestions).toHaveLength(1)
})

test('without a token nothing is answered', async () => {
  await expect(
    house.as('gateway').recommender.suggestions.suggestMeals({ date: '', meal: '', count: 1 }, house.call()),
  ).rejects.toMatchObject({ kind: 'unauthenticated' })
})
