import { expect, test } from '@jest/globals'
import { ALLERGENS, DIETS } from '@mymacrotracker/nutrition'
import fc from 'fast-check'
import { safeFoods } from '../../dist/suggestions/domain/safe-foods.js'
import { aFood, starterFoods } from '../a-food.ts'

const none = { allergens: [], diet: 'none', dislikes: [] }
const namesOf = (foods: { name: string }[]) => foods.map(({ name }) => name)

test('a person who set nothing gets everything, the unknown as well', () => {
  const foods = [
    aFood({ allergensKnown: false, dietsKnown: false }),
    aFood({ allergens: ['milk'], diets: [] }),
  ]
  expect(safeFoods(foods, none)).toEqual(foods)
})

test('an unknown allergen or diet counts as present for a person who set any', () => {
  expect(safeFoods([aFood({ allergensKnown: false })], { ...none, allergens: ['celery'] })).toEqual([])
  expect(safeFoods([aFood({ dietsKnown: false })], { ...none, diet: 'vegetarian' })).toEqual([])
})

test('a stricter diet fits a wider one, and nothing else', () => {
  const vegan = aFood({ diets: ['vegan'] })
  expect(
    ['vegetarian', 'pescatarian', 'vegan', 'halal', 'kosher'].filter(
      (diet) => safeFoods([vegan], { ...none, diet }).length > 0,
    ),
  ).toEqual(['vegetarian', 'pescatarian', 'vegan'])
})

test.each([
  ['mushroom', 'Mushrooms, white, raw'],
  ['MUSHROOMS', 'Mushrooms, white, raw'],
  ['tomatoes', 'Tomato, raw'],
  ['strawberry', 'Strawberries'],
  ['jalapeno', 'Jalapeño pepper, raw'],
  ['olive oil', 'Olive oil'],
  ['grape', 'Grapes'],
  ['cookies', 'Chocolate chip cookie'],
  ['brussels sprout', 'Brussels sprouts, raw'],
])('who dislikes %j gets no %j', (dislike, name) => {
  expect(safeFoods([aFood({ name })], { ...none, dislikes: [dislike] })).toEqual([])
})

test.each([
  ['nut', 'Peanuts, dry-roasted'],
  ['oil', 'Boiled potato'],
  ['ham', 'Hamburger bun'],
  ['!!', 'Egg, boiled'],
  ['oil olive', 'Olive oil'],
])('who dislikes %j still gets %j', (dislike, name) => {
  expect(safeFoods([aFood({ name })], { ...none, dislikes: [dislike] })).toHaveLength(1)
})

test('no food of the catalogue that is excluded is ever safe', () => {
  const foods = starterFoods().map((food, at) => ({
    ...food,
    allergensKnown: at % 7 !== 0,
    dietsKnown: at % 5 !== 0,
  }))
  fc.assert(
    fc.property(
      fc.subarray([...ALLERGENS]),
      fc.constantFrom(...DIETS),
      fc.subarray(['tofu', 'rice', 'egg']),
      (allergens, diet, dislikes) => {
        for (const food of safeFoods(foods, { allergens, diet, dislikes })) {
          if (allergens.length > 0) expect(food.allergensKnown).toBe(true)
          expect(food.allergens.filter((each) => allergens.includes(each as never))).toEqual([])
          if (diet !== 'none') expect([food.dietsKnown, food.diets.includes(diet)]).toEqual([true, true])
        }
      },
    ),
  )
  expect(
    namesOf(safeFoods(foods, { ...none, dislikes: ['tofu'] })).filter((name) => /tofu/i.test(name)),
  ).toEqual([])
})
