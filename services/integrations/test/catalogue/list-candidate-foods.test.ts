import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ALLERGENS, DIETS, MEALS } from '@mymacrotracker/nutrition'
import fc from 'fast-check'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { isEatenAsItIs } from '../../src/catalogue/domain/eaten-as-it-is.ts'

let house: House
let ann: Person
beforeAll(async () => {
  house = await startHouse()
  ann = await house.person()
})
afterAll(() => house.stop())

interface Wishes {
  meal?: string
  excludedAllergens?: string[]
  diet?: string
  limit?: number
}
const list = async ({ meal = '', excludedAllergens = [], diet = '', limit = 100 }: Wishes) =>
  (
    await house
      .as('recommender')
      .integrations.catalogue.listCandidateFoods({ meal, excludedAllergens, diet, limit }, house.call(ann))
  ).foods

test('a candidate never contains what was excluded, fits the diet and suits the meal', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...ALLERGENS]),
      fc.constantFrom(...DIETS),
      fc.constantFrom(...MEALS),
      async (excludedAllergens, diet, meal) => {
        for (const food of await list({ excludedAllergens, diet, meal })) {
          expect(food.allergensKnown && food.dietsKnown && food.portions.length > 0).toBe(true)
          expect({
            name: food.name,
            contains: food.allergens.filter((each) => (excludedAllergens as string[]).includes(each)),
          }).toEqual({ name: food.name, contains: [] })
          if (diet !== 'none') expect(food.diets).toContain(diet)
          if (food.meals.length > 0) expect(food.meals).toContain(meal)
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('a food of which nobody said the allergens or diets is no candidate', async () => {
  const [first] = await list({ limit: 1 })
  await house.sql('update integrations.foods set allergens_known = false where id = $1', [first!.id])
  expect((await list({})).map(({ id }) => id)).not.toContain(first!.id)
  await house.sql('update integrations.foods set allergens_known = true, diets_known = false where id = $1', [
    first!.id,
  ])
  expect((await list({})).map(({ id }) => id)).not.toContain(first!.id)
  await house.sql('update integrations.foods set diets_known = true where id = $1', [first!.id])
  expect((await list({})).map(({ id }) => id)).toContain(first!.id)
})

test('a dozen candidates are a varied set, the same each time', async () => {
  const roles = (await list({ limit: 12 })).map(({ role }) => role)
  expect(new Set(roles)).toEqual(new Set(['protein', 'carbohydrate', 'vegetable', 'fruit', 'fat', 'mixed']))
  expect((await list({ limit: 12 })).map(({ id }) => id)).toEqual(
    (await list({})).slice(0, 12).map(({ id }) => id),
  )
})

test('vegans who exclude everything common still get something to eat', async () => {
  const foods = await list({
    diet: 'vegan',
    excludedAllergens: ['gluten', 'soy', 'nuts', 'peanut', 'sesame'],
  })
  expect(new Set(foods.map(({ role }) => role)).size).toBeGreaterThanOrEqual(5)
})

test('nothing is raw meat, dry pasta, flour, a drink, a sweet or a condiment', async () => {
  for (const { name, role } of await list({})) {
    expect(['protein', 'carbohydrate', 'vegetable', 'fruit', 'fat', 'mixed']).toContain(role)
    expect(name).not.toMatch(
      /flour|uncooked|\bdry\b(?!-)|^(chicken|beef|pork|turkey|salmon|cod|ground).*\braw\b/i,
    )
  }
})

test.each([
  ['Chicken breast, skinless, raw', 'protein', false],
  ['Chicken breast, skinless, roasted', 'protein', true],
  ['Pasta, dry', 'carbohydrate', false],
  ['Peanuts, dry-roasted, unsalted', 'fat', true],
  ['Carrots, raw', 'vegetable', true],
  ['Pumpkin, raw', 'vegetable', false],
  ['Cashews, raw', 'fat', true],
  ['Wheat flour, white', 'carbohydrate', false],
  ['Garlic, raw', 'vegetable', false],
  ['Potato, raw', 'carbohydrate', false],
])('%s (%s) is eaten as it is: %s', (name, role, expected) => {
  expect(isEatenAsItIs({ name, role })).toBe(expected)
})

test('a meal of any other name means any meal', async () => {
  expect(await list({ meal: 'second breakfast' })).toEqual(await list({}))
})

test.each<[Wishes, string]>([
  [{ excludedAllergens: ['milk', 'pollen'] }, 'excludedAllergens.1'],
  [{ diet: 'paleo' }, 'diet'],
  [{ limit: 0 }, 'limit'],
  [{ limit: 101 }, 'limit'],
])('%j is refused by name', async (wishes, path) => {
  await expect(list(wishes)).rejects.toMatchObject({ kind: 'invalid', faults: [{ path }] })
})
