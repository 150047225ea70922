import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { foodId } from '../../src/catalogue/store/food-id.ts'

let house: House
let ann: Person
beforeAll(async () => {
  house = await startHouse()
  ann = await house.person()
})
afterAll(() => house.stop())

const get = async (ids: string[], peer = 'events') =>
  (await house.as(peer).integrations.catalogue.batchGetFoods({ ids }, house.call(ann))).foods
const BANANA = foodId(1, 'banana')
const OLIVE_OIL = foodId(1, 'olive-oil')

test('foods come in the order they were asked for, each once', async () => {
  expect((await get([OLIVE_OIL, BANANA, OLIVE_OIL])).map(({ name }) => name)).toEqual(['Olive oil', 'Banana'])
})

test('unknown and malformed ids are left out', async () => {
  expect(
    (await get(['nonsense', BANANA, foodId(1, 'no-such-food'), '', `${BANANA}'`])).map(({ id }) => id),
  ).toEqual([BANANA])
  expect(await get(['nonsense'])).toEqual([])
  expect(await get([])).toEqual([])
})

test('a food carries all that is known of it and nothing that is not', async () => {
  const [banana] = await get([BANANA])
  expect(banana).toMatchObject({
    name: 'Banana',
    allergens: [],
    allergensKnown: true,
    dietsKnown: true,
    role: 'fruit',
    carbohydrateConvention: 1,
    basis: 1,
  })
  expect(banana!.per100.find(({ nutrient }) => nutrient === 1)).toEqual({ nutrient: 1, amount: 89 })
  expect(banana!.per100.find(({ nutrient }) => nutrient === 13)).toBeUndefined()
  expect(banana!.portions.length).toBeGreaterThan(0)
})

test('200 ids are answered and 201 refused', async () => {
  expect(await get(Array.from({ length: 200 }, () => BANANA))).toHaveLength(1)
  await expect(get(Array.from({ length: 201 }, () => BANANA))).rejects.toMatchObject({
    kind: 'invalid',
    faults: [{ path: 'ids', code: 'LENGTH' }],
  })
})

test('an id never changes: diaries hold it', () => {
  expect(BANANA).toBe('f904d690-0dd3-59d9-a8c6-92060c63cec2')
  expect(foodId(2, '01001')).toBe('64574e53-6d88-5556-86ab-2c5cbd5a51f7')
})
