import { expect, test } from '@jest/globals'
import { ALCOHOL } from '@mymacrotracker/nutrition'
import { roleOf } from '../../dist/suggestions/domain/food-role.js'
import { aFood, amounts, starterFoods } from '../a-food.ts'

test('nobody is told to eat raw meat, dry lentils, alcohol, coffee or garlic', () => {
  const eaten = starterFoods()
    .filter((food) => !['condiment', 'sweet', undefined].includes(roleOf(food)))
    .map(({ name }) => name)
  expect(
    eaten.filter((name) =>
      /^(chicken|beef|pork|salmon|cod|shrimp|egg,|squid|potato).*\braw\b|\bdry$|^(beer|wine|coffee|cola|garlic|ginger)/i.test(
        name,
      ),
    ),
  ).toEqual([])
  expect(eaten).toEqual(
    expect.arrayContaining([
      'Tomato, raw',
      'Cashews, raw',
      'Chicken breast, skinless, roasted',
      'Milk, whole',
      'Lentils, cooked',
    ]),
  )
})

test('an own food plays the part that most of its energy comes from', () => {
  const own = (figures: Parameters<typeof amounts>[0]) =>
    roleOf(aFood({ role: '', per100: amounts(figures) }))
  expect(own({ energyKcal: 370, proteinG: 80, carbohydrateG: 6, fatG: 3 })).toBe('protein')
  expect(own({ energyKcal: 600, proteinG: 15, carbohydrateG: 15, fatG: 55 })).toBe('fat')
  expect(own({ energyKcal: 250, proteinG: 8, carbohydrateG: 48, fatG: 3 })).toBe('carbohydrate')
  expect(own({ energyKcal: 250, proteinG: 12, carbohydrateG: 25, fatG: 11 })).toBe('mixed')
})

test('a food with unknown macros cannot be fitted', () => {
  expect(roleOf(aFood({ per100: amounts({ energyKcal: 100, proteinG: 5 }) }))).toBeUndefined()
})

test('what holds alcohol is no food', () => {
  expect(roleOf(aFood({ per100: { ...aFood().per100, [ALCOHOL]: 5 } }))).toBeUndefined()
})
