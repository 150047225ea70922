import { afterAll, expect, test } from '@jest/globals'
import { ALLERGENS, CARBOHYDRATE, DIETS, ENERGY, FAT, PROTEIN } from '@mymacrotracker/nutrition'
import fc from 'fast-check'
import { composeMeals, type MealOrder } from '../../dist/suggestions/compose-meals.js'
import { createSolver } from '../../dist/suggestions/solver.js'
import type { MealTarget } from '../../dist/suggestions/domain/meal-target.js'
import { suggestionOf } from '../../dist/suggestions/domain/plate.js'
import { safeFoods } from '../../dist/suggestions/domain/safe-foods.js'
import { aFood, starterFoods } from '../a-food.ts'

const solver = createSolver({ logger: { warn() {}, error() {} } as never })
afterAll(() => solver.stop())

const LUNCH: MealTarget = { [ENERGY]: 640, [PROTEIN]: 45, [CARBOHYDRATE]: 65, [FAT]: 22 }
const foods = starterFoods()
const order = (
  meal: string,
  target: MealTarget,
  overrides: Partial<MealOrder['sources']> & { count?: number; date?: string } = {},
): MealOrder => {
  const { count = 3, date = '2026-11-21', ...sources } = overrides
  return {
    sources: {
      catalogue: foods.filter((food) => food.meals.includes(meal)),
      frequent: [],
      eatenToday: new Set(),
      ...sources,
    },
    meal,
    date,
    target,
    count,
    deadlineAt: Date.now() + 20_000,
    signal: new AbortController().signal,
  }
}
const shown = async (meal: string, target: MealTarget, overrides: Parameters<typeof order>[2] = {}) =>
  (await composeMeals(solver, order(meal, target, overrides))).map((plate) =>
    suggestionOf(plate, { left: target, isCapped: false, meal }),
  )
const kcalOf = (suggestion: { nutrients: { nutrient: number; amount: number }[] }) =>
  suggestion.nutrients.find(({ nutrient }) => nutrient === ENERGY)!.amount

test.each([
  ['breakfast', { [ENERGY]: 450, [PROTEIN]: 28, [CARBOHYDRATE]: 52, [FAT]: 14 }],
  ['lunch', LUNCH],
  ['dinner', { [ENERGY]: 850, [PROTEIN]: 55, [CARBOHYDRATE]: 90, [FAT]: 29 }],
  ['snack', { [ENERGY]: 200, [PROTEIN]: 14, [CARBOHYDRATE]: 20, [FAT]: 7 }],
] as [string, MealTarget][])(
  'five plates for %s are near in energy, all different, with other mains',
  async (meal, target) => {
    const suggestions = await shown(meal, target, { count: 5 })
    expect(suggestions).toHaveLength(5)
    for (const each of suggestions) {
      expect(Math.abs(kcalOf(each) - target[ENERGY]!)).toBeLessThanOrEqual(target[ENERGY]! * 0.15)
      expect(each.fit).toBeGreaterThan(0.5)
      expect(each.foods.length).toBeLessThanOrEqual(5)
    }
    expect(
      new Set(
        suggestions.map((each) =>
          each.foods
            .map(({ foodId }) => foodId)
            .sort()
            .join(),
        ),
      ).size,
    ).toBe(5)
    expect(new Set(suggestions.map((each) => each.foods[0]!.name.split(',')[0])).size).toBe(5)
  },
)

test('the same state gives the same plates, and the next day gives others', async () => {
  const [once, again, tomorrow] = [
    await shown('lunch', LUNCH),
    await shown('lunch', LUNCH),
    await shown('lunch', LUNCH, { date: '2026-11-22' }),
  ]
  expect(again).toEqual(once)
  expect(tomorrow.map(({ title }) => title)).not.toEqual(once.map(({ title }) => title))
})

test('what a person often eats comes first, and what they ate today does not', async () => {
  const chicken = foods.find(({ name }) => name === 'Chicken breast, skinless, roasted')!
  const [first] = await shown('lunch', LUNCH, { frequent: [{ food: chicken, times: 12 }] })
  expect(first!.foods.map(({ foodId }) => foodId)).toContain(chicken.id)
  const catalogue = [aFood({ name: 'Tofu' }), aFood({ name: 'Lentils' })]
  const [other] = await shown('lunch', LUNCH, {
    catalogue,
    eatenToday: new Set(['Tofu']),
    count: 1,
    frequent: [],
  })
  expect(other!.title).toMatch(/^Lentils/)
})

test('a small catalogue gives as many plates as it has', async () => {
  expect(await shown('lunch', LUNCH, { catalogue: [] })).toEqual([])
  const suggestions = await shown('lunch', LUNCH, {
    catalogue: [aFood({ name: 'Tofu' }), aFood({ name: 'Rice', role: 'carbohydrate' })],
    count: 10,
  })
  expect(suggestions.map(({ title }) => title)).toEqual(['Tofu with rice'])
})

test('a target without macros, or with none of one left, is met all the same', async () => {
  for (const target of [
    { [ENERGY]: 500 },
    { [ENERGY]: 300, [PROTEIN]: 40, [CARBOHYDRATE]: 0, [FAT]: 0 },
  ] as MealTarget[]) {
    const suggestions = await shown('lunch', target)
    expect(suggestions.length).toBeGreaterThan(0)
    for (const each of suggestions)
      expect(Math.abs(kcalOf(each) - target[ENERGY]!)).toBeLessThanOrEqual(target[ENERGY]! * 0.15)
  }
})

test('whatever is excluded, no plate contains it', async () => {
  const partlyKnown = foods.map((food, at) => ({
    ...food,
    allergensKnown: at % 9 !== 0,
    dietsKnown: at % 8 !== 0,
  }))
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...ALLERGENS], { maxLength: 5 }),
      fc.constantFrom(...DIETS),
      fc.constantFrom('breakfast', 'lunch', 'dinner', 'snack'),
      fc.integer({ min: 80, max: 1500 }),
      async (allergens, diet, meal, kcal) => {
        const exclusions = { allergens, diet, dislikes: ['mushroom', 'egg'] }
        const target = {
          [ENERGY]: kcal,
          [PROTEIN]: kcal * 0.07,
          [CARBOHYDRATE]: kcal * 0.1,
          [FAT]: kcal * 0.03,
        }
        const catalogue = safeFoods(
          partlyKnown.filter((food) => food.meals.includes(meal)),
          exclusions,
        )
        const plates = await composeMeals(
          solver,
          order(meal, target, {
            catalogue,
            frequent: safeFoods(partlyKnown.slice(0, 40), exclusions).map((food) => ({ food, times: 3 })),
            count: 2,
          }),
        )
        for (const {
          candidate: { food },
        } of plates.flat()) {
          if (allergens.length > 0) expect(food.allergensKnown).toBe(true)
          expect(food.allergens.filter((each) => allergens.includes(each as never))).toEqual([])
          if (diet !== 'none') expect([food.dietsKnown, food.diets.includes(diet)]).toEqual([true, true])
          expect(food.name).not.toMatch(/mushroom|\begg\b/i)
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('when the solver stops meanwhile there are fewer plates, and no failure', async () => {
  const stopping = createSolver({ logger: { warn() {}, error() {} } as never })
  const plates = await composeMeals(
    {
      ...stopping,
      async solve(...given) {
        const values = await stopping.solve(...given)
        await stopping.stop()
        return values
      },
    },
    order('lunch', LUNCH),
  )
  expect(plates).toHaveLength(1)
})

test('a call that has no time left gets nothing', async () => {
  expect(await composeMeals(solver, { ...order('lunch', LUNCH), deadlineAt: Date.now() - 1 })).toEqual([])
})
