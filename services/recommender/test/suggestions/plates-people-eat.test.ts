import { afterAll, expect, test } from '@jest/globals'
import { CARBOHYDRATE, ENERGY, FAT, PROTEIN } from '@mymacrotracker/nutrition'
import fc from 'fast-check'
import { composeMeals } from '../../dist/suggestions/compose-meals.js'
import { createSolver } from '../../dist/suggestions/solver.js'
import { withinOneMeal } from '../../dist/suggestions/domain/meal-target.js'
import { patternsOf } from '../../dist/suggestions/domain/patterns.js'
import { suggestionOf } from '../../dist/suggestions/domain/plate.js'
import { safeFoods } from '../../dist/suggestions/domain/safe-foods.js'
import { starterFoods } from '../a-food.ts'

const solver = createSolver({ logger: { warn() {}, error() {} } as never })
afterAll(() => solver.stop())
const foods = starterFoods()
const compose = (meal: string, kcal: number, { diet = 'none', date = '2026-11-21' } = {}) => {
  const target = withinOneMeal(
    { [ENERGY]: kcal, [PROTEIN]: kcal * 0.07, [CARBOHYDRATE]: kcal * 0.11, [FAT]: kcal * 0.033 },
    meal,
    2000,
  )
  const catalogue = safeFoods(
    foods.filter((food) =>
      food.meals.includes(['breakfast', 'lunch', 'dinner'].includes(meal) ? meal : 'snack'),
    ),
    { allergens: [], diet, dislikes: [] },
  )
  return composeMeals(solver, {
    sources: { catalogue, frequent: [], eatenToday: new Set() },
    meal,
    date,
    target,
    count: 4,
    deadlineAt: Date.now() + 20_000,
    signal: new AbortController().signal,
  })
}
const scene = fc.record({
  meal: fc.constantFrom('breakfast', 'lunch', 'dinner', 'snack', 'second breakfast'),
  kcal: fc.integer({ min: 120, max: 2500 }),
  diet: fc.constantFrom('none', 'vegan', 'vegetarian', 'halal'),
  day: fc.integer({ min: 10, max: 28 }),
})
/** Grams nobody serves more of, and nobody less. */
const MOST_G: Record<string, number> = {
  starch: 350,
  potato: 350,
  bread: 120,
  wrap: 120,
  meat: 250,
  fish: 250,
  legume: 255,
  tofu: 255,
  nuts: 50,
  driedFruit: 40,
  cheese: 60,
  oil: 20.5,
  leaf: 120,
  vegetable: 300,
  yogurt: 350,
}
const LEAST_G: Record<string, number> = { nuts: 14, olives: 15, meat: 75, starch: 75, fruit: 70 }

test('every plate follows a pattern, in amounts that a person would serve', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ meal, kcal, diet, day }) => {
      const plates = await compose(meal, kcal, { diet, date: `2026-11-${day}` })
      for (const plate of plates) {
        const kinds = plate.map(({ candidate }) => candidate.kind)
        const fits = patternsOf(meal).some(
          ({ slots }) =>
            plate.every(({ candidate }) => slots[candidate.slot]?.kinds.includes(candidate.kind)) &&
            slots.every(
              ({ most }, at) => plate.filter(({ candidate }) => candidate.slot === at).length <= most,
            ),
        )
        expect([kinds, fits]).toEqual([kinds, true])
        const { foods: shown } = suggestionOf(plate, { left: { [ENERGY]: kcal }, isCapped: false, meal })
        for (const [at, { grams, count }] of shown.entries()) {
          expect([
            kinds[at],
            grams,
            grams <= (MOST_G[kinds[at]!] ?? 450) && grams >= (LEAST_G[kinds[at]!] ?? 4),
          ]).toEqual([kinds[at], grams, true])
          expect([(count * 2) % 1, Math.round(grams * 10) / 10]).toEqual([0, grams])
        }
      }
      const mains = plates.map(
        (plate) => plate.find(({ candidate }) => candidate.slot === 0)!.candidate.food.name.split(',')[0],
      )
      expect(new Set(mains).size).toBe(plates.length)
    }),
    { numRuns: 30 },
  )
})

test('a remainder of a whole day is not one dinner, and a snack stays a snack', async () => {
  const kcalOf = async (meal: string) =>
    (await compose(meal, 2400)).map(
      (plate) =>
        suggestionOf(plate, { left: {}, isCapped: true, meal }).nutrients.find(
          ({ nutrient }) => nutrient === ENERGY,
        )!.amount,
    )
  for (const kcal of await kcalOf('dinner')) expect(kcal).toBeLessThanOrEqual(1100 * 1.15)
  for (const kcal of await kcalOf('snack')) expect(kcal).toBeLessThanOrEqual(400 * 1.15)
})

test('fast food and raw kale are for those who log them', async () => {
  const names = (
    await Promise.all(
      Array.from({ length: 8 }, (_, day) => compose('dinner', 800, { date: `2026-11-${10 + day}` })),
    )
  )
    .flat(2)
    .map(({ candidate }) => candidate.food.name)
  expect(names.filter((name) => /pizza|burger|hot dog|fast food|kale, raw/i.test(name))).toEqual([])
})
