import { expect, test } from '@jest/globals'
import { ENERGY, FAT, PROTEIN } from '@mymacrotracker/nutrition'
import fc from 'fast-check'
import { mealTarget, withinOneMeal } from '../../dist/suggestions/domain/meal-target.js'
import { amounts } from '../a-food.ts'

test('a meal is to come to its share of what is left', () => {
  expect(
    mealTarget(
      amounts({ energyKcal: 2000, proteinG: 150 }),
      amounts({ energyKcal: 800, proteinG: 50, fatG: 30 }),
      0.5,
    ),
  ).toEqual({ [ENERGY]: 600, [PROTEIN]: 50 })
})

test('what was not logged is wholly left, and what has no target is not aimed at', () => {
  const target = mealTarget(amounts({ energyKcal: 2000 }), {}, 1)
  expect(target).toEqual({ [ENERGY]: 2000 })
  expect(target[FAT]).toBeUndefined()
})

test('nothing is ever less than nothing', () => {
  const figures = fc.record({
    energyKcal: fc.double({ min: 0, max: 9000, noNaN: true }),
    proteinG: fc.double({ min: 0, max: 900, noNaN: true }),
    fatG: fc.double({ min: 0, max: 900, noNaN: true }),
  })
  fc.assert(
    fc.property(figures, figures, fc.double({ min: 0, max: 1, noNaN: true }), (targets, totals, share) => {
      for (const [nutrient, amount] of Object.entries(mealTarget(amounts(targets), amounts(totals), share))) {
        expect(amount).toBeGreaterThanOrEqual(0)
        expect(amount).toBeLessThanOrEqual(amounts(targets)[Number(nutrient)]!)
      }
    }),
  )
})

test('more than one meal should hold is lessened alike, down to the share of the day or the fixed amount', () => {
  expect(withinOneMeal({ [ENERGY]: 2400, [PROTEIN]: 240 }, 'dinner', 2000)).toEqual({
    [ENERGY]: expect.closeTo(1100, 9),
    [PROTEIN]: expect.closeTo(110, 9),
  })
  expect(withinOneMeal({ [ENERGY]: 3000 }, 'dinner', 4000)).toEqual({ [ENERGY]: expect.closeTo(1800, 9) })
  expect(withinOneMeal({ [ENERGY]: 900 }, 'second breakfast', 1500)).toEqual({
    [ENERGY]: expect.closeTo(400, 9),
  })
  expect(withinOneMeal({ [ENERGY]: 600, [PROTEIN]: 40 }, 'lunch', 2000)).toEqual({
    [ENERGY]: 600,
    [PROTEIN]: 40,
  })
})
