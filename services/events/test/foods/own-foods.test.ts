import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Basis, FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import { amounts, anEntryOf, anOwnFood, catalogueFood, figuresOf, grams } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'

let house: House
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  diary = diaryOf(house, await house.person())
})
afterAll(() => house?.stop())

const byId = async (id: string) => (await diary.events.foods.getKnownFood({ id }, diary.call())).food!
const byBarcode = async (barcode: string) =>
  (await diary.events.foods.getOwnFoodByBarcode({ barcode }, diary.call())).food!

describe('creating', () => {
  test('an own food is read as it was given', async () => {
    const given = anOwnFood({
      brand: 'Aunt Em',
      basis: Basis.BASIS_MILLILITRE,
      per100: amounts({ energyKcal: 61, proteinG: 3.3, vitaminB12Ug: 0.45 }),
      portions: [{ name: '1 glass', grams: 200 }],
      allergens: ['milk'],
      allergensKnown: true,
      diets: ['vegetarian'],
      dietsKnown: true,
    })
    const food = await diary.create(given)
    expect(food).toMatchObject({
      id: given.id,
      name: 'Red lentils',
      brand: 'Aunt Em',
      source: FoodSource.FOOD_SOURCE_OWN,
      basis: Basis.BASIS_MILLILITRE,
      portions: [{ name: '1 glass', grams: 200 }],
      allergens: ['milk'],
      allergensKnown: true,
      diets: ['vegetarian'],
      dietsKnown: true,
      barcodes: [],
      flags: [],
    })
    expect(figuresOf(food.per100)).toEqual({ energyKcal: 61, proteinG: 3.3, vitaminB12Ug: 0.45 })
    expect(await byId(given.id)).toEqual(food)
  })

  test.each([
    [
      'three macros of 60 g in 100 g',
      { energyKcal: 900, proteinG: 60, carbohydrateG: 60, fatG: 60 },
      'MACROS_OVER_100',
    ],
    ['kJ typed as kcal', { energyKcal: 800, proteinG: 5, carbohydrateG: 20, fatG: 5 }, 'ENERGY_MISMATCH'],
    ['macros without energy', { energyKcal: 0, proteinG: 20, carbohydrateG: 20, fatG: 5 }, 'ENERGY_MISMATCH'],
    [
      'more sugars than carbohydrate',
      { energyKcal: 40, carbohydrateG: 10, sugarsG: 50 },
      'SUGARS_OVER_CARBOHYDRATE',
    ],
    ['more saturated fat than fat', { energyKcal: 18, fatG: 2, saturatedFatG: 20 }, 'SATURATED_OVER_FAT'],
  ])('%s is doubtful, and taken with a flag', async (_what, figures, flag) => {
    const food = await diary.create(anOwnFood({ per100: amounts(figures) }))
    expect(food.flags).toContain(flag)
    expect((await byId(food.id)).flags).toEqual(food.flags)
  })

  test('an ordinary label is not doubtful, with fibre counted in the carbohydrate or apart', async () => {
    const oats = { energyKcal: 372, proteinG: 13.5, fatG: 7, fibreG: 10 }
    for (const carbohydrateG of [58.7, 68.7])
      expect((await diary.create(anOwnFood({ per100: amounts({ ...oats, carbohydrateG }) }))).flags).toEqual(
        [],
      )
  })

  test.each([
    [
      'more sodium than the food weighs',
      { per100: amounts({ energyKcal: 10, sodiumMg: 900_000 }) },
      'per100.nutrients.sodiumMg',
    ],
    [
      'two portions of one name',
      {
        portions: [
          { name: 'slice', grams: 20 },
          { name: 'Slice', grams: 40 },
        ],
      },
      'portions.1.name',
    ],
  ])('%s is refused', async (_what, food, path) => {
    await expect(diary.create(anOwnFood(food))).rejects.toMatchObject({ faults: [{ path }] })
  })

  test('a retried food is stored once, in whatever order it lists things; other content is refused', async () => {
    const given = anOwnFood({
      allergens: ['milk', 'egg'],
      allergensKnown: true,
      per100: amounts({ energyKcal: 100, fatG: 3 }),
    })
    const create = (food: typeof given) => diary.events.foods.createOwnFood({ food }, diary.call())
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(given)))
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    expect(
      await create({
        ...given,
        allergens: ['egg', 'milk', 'egg'],
        per100: amounts({ fatG: 3, energyKcal: 100 }),
      }),
    ).toEqual({ ...answers[0]!, created: false })
    await expect(create({ ...given, name: 'Other' })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'FOOD_EXISTS',
    })
  })

  test('allergens that nobody named are not known to be none', async () => {
    expect(await diary.create(anOwnFood())).toMatchObject({
      allergens: [],
      allergensKnown: false,
      dietsKnown: false,
    })
    expect(await diary.create(anOwnFood({ allergensKnown: true }))).toMatchObject({
      allergens: [],
      allergensKnown: true,
    })
  })
})

describe('barcodes', () => {
  test.each([
    ['4006381333931', '04006381333931'],
    ['036000291452', '00036000291452'],
    ['96385074', '00000096385074'],
    ['01201303', '00012000000133'],
    ['10614141000415', '10614141000415'],
  ])('%s is found in each of its forms', async (given, gtin) => {
    const { id } = await diary.create(anOwnFood({ barcode: given }))
    for (const form of [given, gtin]) expect(await byBarcode(form)).toMatchObject({ id, barcodes: [gtin] })
  })

  test('of two foods with one barcode the newer is found', async () => {
    await diary.create(anOwnFood({ barcode: '4006381333931' }))
    const newer = await diary.create(anOwnFood({ barcode: '4006381333931' }))
    expect((await byBarcode('4006381333931')).id).toBe(newer.id)
  })

  test('an unknown barcode is not found, a wrong check digit is invalid', async () => {
    await expect(byBarcode('4006381333931')).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'FOOD_NOT_FOUND',
    })
    for (const wrong of ['4006381333930', '123', '400638133393a', '', '00000000000000000'])
      await expect(byBarcode(wrong)).rejects.toMatchObject({
        kind: 'invalid',
        faults: [{ path: 'barcode', code: 'BARCODE_INVALID' }],
      })
  })
})

test('a catalogue food is known once somebody logged it', async () => {
  const banana = await catalogueFood(house, await house.person(), 'Banana')
  await expect(byId(banana.id)).rejects.toMatchObject({ kind: 'not_found', reason: 'FOOD_NOT_FOUND' })
  await diary.log(anEntryOf(grams(banana.id, 100)))
  expect(await byId(banana.id)).toEqual(banana)
  await expect(byId(uuidv7())).rejects.toMatchObject({ kind: 'not_found', reason: 'FOOD_NOT_FOUND' })
})
