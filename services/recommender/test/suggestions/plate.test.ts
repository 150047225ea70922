import { expect, test } from '@jest/globals'
import { ENERGY, FIBRE, PROTEIN } from '@mymacrotracker/nutrition'
import { kindOf, type Kind } from '../../dist/suggestions/domain/food-kind.js'
import type { Serving } from '../../dist/suggestions/domain/meal-model.js'
import { fitOf, nutrientsOf, suggestionOf } from '../../dist/suggestions/domain/plate.js'
import { helpingOf } from '../../dist/suggestions/domain/portions.js'
import { titleOf } from '../../dist/suggestions/domain/title.js'
import { aFood, amounts } from '../a-food.ts'

const SLOT: Record<string, number> = { protein: 0, carbohydrate: 1, vegetable: 2, fruit: 3 }
const serving = (name: string, role: string, steps = 1, food = {}): Serving => {
  const made = aFood({ name, role, ...food })
  const kind = kindOf(aFood({ name, role }), true)!
  return {
    steps,
    candidate: {
      food: made,
      kind,
      slot: SLOT[role]!,
      helping: helpingOf(made, kind, 700)!,
      times: 0,
      eatenToday: false,
      suggested: 0,
    },
  }
}

test('a title names the main thing first and nothing but foods', () => {
  expect(
    titleOf([
      serving('Broccoli, cooked', 'vegetable'),
      serving('Brown rice, cooked', 'carbohydrate'),
      serving('Chicken breast, skinless, roasted', 'protein'),
    ]),
  ).toBe('Chicken breast with brown rice and broccoli')
  expect(titleOf([serving('Banana', 'fruit'), serving('Greek yogurt, plain, nonfat', 'protein')])).toBe(
    'Greek yogurt with banana',
  )
  expect(titleOf([serving('Brussels sprouts, cooked', 'vegetable'), serving('egg, boiled', 'protein')])).toBe(
    'Boiled egg with Brussels sprouts',
  )
  expect(
    titleOf([serving('Lasagna with meat sauce', 'protein'), serving('Broccoli, cooked', 'vegetable')]),
  ).toBe('Lasagna with meat sauce and broccoli')
  expect(titleOf([serving('Oats', 'carbohydrate')])).toBe('Oats')
})

test('nutrients are those of the grams, and one that a food does not know is absent', () => {
  const rice = serving('Rice', 'carbohydrate', 2, {
    per100: { ...amounts({ energyKcal: 130, proteinG: 2.5 }), [FIBRE]: 1 },
    portions: [{ name: '1 ladle', grams: 50 }],
  })
  const tofu = serving('Tofu', 'protein', 3, {
    per100: amounts({ energyKcal: 80, proteinG: 10 }),
    portions: [{ name: '1 piece', grams: 120 }],
  })
  expect(nutrientsOf([rice, tofu])).toEqual({ [ENERGY]: 130 + 144, [PROTEIN]: 2.5 + 18 })
})

test('a suggestion says how much of each food, and why', () => {
  const tofu = serving('Tofu, firm', 'protein', 3, {
    per100: amounts({ energyKcal: 80, proteinG: 10, carbohydrateG: 2, fatG: 4 }),
    portions: [{ name: '1 block', grams: 120 }],
  })
  const { foods, reason, fit } = suggestionOf([tofu], {
    left: { [ENERGY]: 160, [PROTEIN]: 20 },
    isCapped: false,
    meal: 'lunch',
  })
  expect(foods).toEqual([
    { foodId: 'Tofu, firm', name: 'Tofu, firm', portion: '1 block', count: 1.5, grams: 180 },
  ])
  expect(reason).toBe('about 140 kcal of the 160 left for lunch, 18 g of 20 g protein')
  expect(fit).toBe(0.9)
})

test('fit is 1 for the target exactly and 0 for nothing', () => {
  const target = { [ENERGY]: 600, [PROTEIN]: 40 }
  expect(fitOf(amounts({ energyKcal: 600, proteinG: 40 }), target)).toBe(1)
  expect(fitOf({}, target)).toBe(0)
  expect(fitOf(amounts({ energyKcal: 6000, proteinG: 400 }), target)).toBe(0)
})

test('whole things stay whole and measures are halved', () => {
  const dish = (kind: Kind, name: string, grams: number) =>
    helpingOf(aFood({ portions: [{ name, grams }] }), kind, 700)
  expect(dish('egg', '1 large', 50)).toMatchObject({ stepCount: 1, stepGrams: 50, maxSteps: 3 })
  expect(dish('meat', '1 wing', 85)).toMatchObject({ stepCount: 1, stepGrams: 85, maxSteps: 2 })
  expect(dish('fish', '1 fillet', 180)).toMatchObject({ stepCount: 0.5, stepGrams: 90, maxSteps: 2 })
  expect(helpingOf(aFood({ portions: [] }), 'tofu', 700)).toMatchObject({
    portion: '100 g',
    stepCount: 0.5,
    stepGrams: 50,
  })
})

test('a portion of which four or eight would not make a serving is passed over', () => {
  const nuts = aFood({
    portions: [
      { name: '1 almond', grams: 1.2 },
      { name: '1 oz', grams: 28.35 },
    ],
  })
  expect(helpingOf(nuts, 'nuts', 300)).toMatchObject({ portion: '1 oz', minSteps: 2 })
  expect(helpingOf(aFood({ portions: [{ name: '1 almond', grams: 1.2 }] }), 'nuts', 300)).toBeUndefined()
})

test('a food of which no sensible amount fits the meal is not dished out', () => {
  expect(
    helpingOf(
      aFood({ per100: amounts({ energyKcal: 400 }), portions: [{ name: '1 pizza', grams: 700 }] }),
      'dish',
      200,
    ),
  ).toBeUndefined()
})
