import {
  ALLERGENS,
  CARBOHYDRATE,
  DIETS,
  ENERGY,
  FAT,
  PROTEIN,
  normaliseGtin,
  toList,
  type Nutrients,
} from '@mymacrotracker/nutrition'
import {
  MAX_ENERGY_PER_100,
  MAX_FOOD_NAME,
  MAX_GRAMS,
  MAX_GRAMS_PER_100,
  MAX_PORTION_NAME,
  MAX_PORTIONS,
} from '@mymacrotracker/contracts'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/v1/foods_service'
import { Basis } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { InvalidError } from '@mymacrotracker/errors'
import { requireNumber, requireNutrients, requireText, requireUuid } from '@mymacrotracker/validation'

export type CheckedOwnFood = Omit<NewOwnFood, 'per100'> & { per100: Nutrients }

/** Most of a nutrient in 100 g, where there is a bound. */
const MOST_PER_100 = [
  ['energyKcal', ENERGY, MAX_ENERGY_PER_100],
  ['proteinG', PROTEIN, MAX_GRAMS_PER_100],
  ['carbohydrateG', CARBOHYDRATE, MAX_GRAMS_PER_100],
  ['fatG', FAT, MAX_GRAMS_PER_100],
] as const

/** An own food, every field checked; the barcode becomes a GTIN-14. */
export function checkOwnFood(food: NewOwnFood | undefined): CheckedOwnFood {
  if (!food) throw InvalidError.field('food', 'REQUIRED', 'is missing')
  if (food.basis !== Basis.BASIS_GRAM && food.basis !== Basis.BASIS_MILLILITRE)
    throw InvalidError.field('per100.basis', 'BASIS_UNKNOWN', 'must be g or ml')
  const per100 = requireNutrients('per100.nutrients', food.per100)
  for (const [key, nutrient, max] of MOST_PER_100)
    if (per100[nutrient] !== undefined) requireNumber(`per100.nutrients.${key}`, per100[nutrient], { max })
  if (food.portions.length > MAX_PORTIONS)
    throw InvalidError.field('portions', 'TOO_MANY', `a food has at most ${MAX_PORTIONS} portions`)
  return {
    ...food,
    id: requireUuid('id', food.id),
    per100,
    name: requireText('name', food.name, { max: MAX_FOOD_NAME }),
    brand: food.brand && requireText('brand', food.brand, { max: MAX_FOOD_NAME }),
    portions: food.portions.map(({ name, grams }, at) => ({
      name: requireText(`portions.${at}.name`, name, { max: MAX_PORTION_NAME }),
      grams: requireNumber(`portions.${at}.grams`, grams, { above: 0, max: MAX_GRAMS }),
    })),
    barcode: food.barcode && checkBarcode(food.barcode),
    allergens: checkNames('allergens', food.allergens, ALLERGENS),
    diets: checkNames('diets', food.diets, DIETS),
  }
}

/** The food as a message in which the same content always has the same bytes. */
export function canonicalFood(food: CheckedOwnFood): NewOwnFood {
  return { ...food, per100: toList(food.per100) }
}

export function checkBarcode(code: string): string {
  const barcode = normaliseGtin(code)
  if (!barcode)
    throw InvalidError.field(
      'barcode',
      'BARCODE_INVALID',
      'must be an EAN-8, UPC-E, UPC-A, EAN-13 or GTIN-14 with its check digit',
    )
  return barcode
}

/** Each once and in one order: the same names in another order are the same content. */
function checkNames(path: string, given: readonly string[], allowed: readonly string[]): string[] {
  for (const [at, name] of given.entries()) {
    if (!allowed.includes(name))
      throw InvalidError.field(`${path}.${at}`, 'NAME_UNKNOWN', `must be one of ${allowed.join(', ')}`)
  }
  return [...new Set(given)].sort()
}
