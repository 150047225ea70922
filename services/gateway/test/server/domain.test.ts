import { describe, expect, test } from '@jest/globals'
import { Basis, CarbohydrateConvention, FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { isOlderVersion, versionNumbers } from '../../dist/server/is-older-version.js'
import { lastDays } from '../../dist/weights/last-days.js'
import { mergeFoods } from '../../dist/foods/merge-foods.js'

describe('foods of both sides in one list', () => {
  const aFood = (id: string, source: FoodSource) => ({
    id,
    name: id,
    brand: '',
    source,
    basis: Basis.BASIS_GRAM,
    per100: [],
    portions: [],
    flags: [],
    barcodes: [],
    allergens: [],
    allergensKnown: false,
    diets: [],
    dietsKnown: false,
    carbohydrateConvention: CarbohydrateConvention.CARBOHYDRATE_CONVENTION_UNSPECIFIED,
    role: '',
    meals: [],
  })
  const own = aFood('own', FoodSource.FOOD_SOURCE_OWN)
  const eggs = aFood('eggs', FoodSource.FOOD_SOURCE_USDA)
  const toast = aFood('toast', FoodSource.FOOD_SOURCE_STARTER)
  const tea = aFood('tea', FoodSource.FOOD_SOURCE_STARTER)

  test('own foods come first, then recents, then the catalogue by score', () => {
    const merged = mergeFoods(
      [
        { food: eggs, score: 0.9 },
        { food: own, score: 0.2 },
      ],
      [
        { food: tea, score: 0.1 },
        { food: toast, score: 1 },
      ],
      10,
    )
    expect(merged.map(({ id }) => id)).toEqual(['own', 'eggs', 'toast', 'tea'])
  })

  test('a food that both sides know is there once, and the limit holds', () => {
    const merged = mergeFoods(
      [{ food: eggs, score: 0.9 }],
      [
        { food: eggs, score: 0.9 },
        { food: toast, score: 0.5 },
        { food: tea, score: 0.4 },
      ],
      2,
    )
    expect(merged.map(({ id }) => id)).toEqual(['eggs', 'toast'])
  })
})

describe('versions', () => {
  test.each([
    ['1.9.9', '1.10.0', true],
    ['1.10.0', '1.10.0', false],
    ['2.0.0', '1.99.99', false],
    ['1.10.0-rc.1', '1.10.1', true],
  ])('%s before %s is %s', (version, than, older) => {
    expect(isOlderVersion(versionNumbers(version)!, versionNumbers(than)!)).toBe(older)
  })

  test('words are no version', () => {
    expect(versionNumbers('latest')).toBeUndefined()
  })
})

test('the last days end on the day that is given, or on the furthest calendar of an instant', () => {
  expect(lastDays('2026-03-01', 30)).toEqual({ from: '2026-01-31', to: '2026-03-01' })
  expect(lastDays(Date.parse('2026-02-28T23:00:00Z'), 2)).toEqual({ from: '2026-02-28', to: '2026-03-01' })
})
