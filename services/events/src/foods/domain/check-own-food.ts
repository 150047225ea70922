import {
  ALLERGENS,
  CARBOHYDRATE,
  DIETS,
  ENERGY,
  FAT,
  NUTRIENT_BY_ID,
  PROTEIN,
  normaliseGtin,
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

/** An own food, every field checked; the barcode becomes a GTIN-14. */
export function checkOwnFood(food: NewOwnFood | undefined): NewOwnFood {
  if (!food) throw InvalidError.field('food', 'REQUIRED', 'is missing')
  if (food.basis !== Basis.BASIS_GRAM && food.basis !== Basis.BASIS_MILLILITRE)
    throw InvalidError.field('per100.basis', 'BASIS_UNKNOWN', 'must be g or ml')
  const per100 = requireNutrients('per100.nutrients', food.per100)
  for (const { nutrient, amount } of per100) {
    const max =
      nutrient === ENERGY
        ? MAX_ENERGY_PER_100
        : [PROTEIN, CARBOHYDRATE, FAT].includes(nutrient)
          ? MAX_GRAMS_PER_100
          : undefined
    if (max !== undefined)
      requireNumber(`per100.nutrients.${NUTRIENT_BY_ID.get(nutrient)!.key}`, amount, { max })
  }
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

export function checkBarcode(code: string): string {
  const barcode = normaliseGtin(code)
  if (!barcode)
    throw InvalidError.field(
      'barcode',
      'BARCODE_INVALID',
      'must be an EAN-8, UPC-A, EAN-13 or GTIN-14 with its check digit',
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
