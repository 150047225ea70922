import {
  ALLERGENS,
  CARBOHYDRATE,
  DIETS,
  ENERGY,
  FAT,
  NUTRIENT_BY_ID,
  PROTEIN,
} from '@mymacrotracker/contracts'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/service'
import { Basis } from '@mymacrotracker/contracts/nutrition'
import { InvalidError, requireNumber, requireText, requireUuid } from '@mymacrotracker/errors'
import { gtin14 } from './barcode.ts'
import { checkNutrients } from './check-entry.ts'
import { MAX_GRAMS } from './portion-grams.ts'

const MAX_PORTIONS = 50
/** Pure fat has 902 kcal per 100 g. */
const MAX_ENERGY_PER_100 = 1000
const MAX_GRAMS_PER_100 = 100

/** An own food, every field checked; the barcode becomes a GTIN-14. */
export function checkOwnFood(food: NewOwnFood | undefined): NewOwnFood {
  if (!food) throw InvalidError.field('food', 'REQUIRED', 'is missing')
  if (food.basis !== Basis.BASIS_GRAM && food.basis !== Basis.BASIS_MILLILITRE)
    throw InvalidError.field('per100.basis', 'BASIS_UNKNOWN', 'must be g or ml')
  const per100 = checkNutrients('per100.nutrients', food.per100)
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
    name: requireText('name', food.name, { max: 200 }),
    brand: food.brand && requireText('brand', food.brand, { max: 200 }),
    portions: food.portions.map(({ name, grams }, at) => ({
      name: requireText(`portions.${at}.name`, name, { max: 100 }),
      grams: requireNumber(`portions.${at}.grams`, grams, { above: 0, max: MAX_GRAMS }),
    })),
    barcode: food.barcode && checkBarcode(food.barcode),
    allergens: checkNames('allergens', food.allergens, ALLERGENS),
    diets: checkNames('diets', food.diets, DIETS),
  }
}

export function checkBarcode(code: string): string {
  const barcode = gtin14(code)
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
