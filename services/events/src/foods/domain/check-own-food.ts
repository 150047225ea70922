import {
  ALLERGENS,
  CARBOHYDRATE,
  DIETS,
  ENERGY,
  FAT,
  NUTRIENTS,
  PROTEIN,
  plainName,
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
  MAX_NAMES,
} from '@mymacrotracker/contracts'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/v1/foods_service'
import { Basis, type Portion } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { InvalidError } from '@mymacrotracker/errors'
import {
  ifGiven,
  requireAll,
  requireBarcode,
  requireList,
  requireNumber,
  requireNutrients,
  requireOneOf,
  requireText,
  requireUuid,
} from '@mymacrotracker/validation'

export type CheckedOwnFood = Omit<NewOwnFood, 'per100'> & { per100: Nutrients }

/** Grams of one unit of a nutrient. */
const GRAMS: Partial<Record<string, number>> = { g: 1, mg: 1e-3, µg: 1e-6 }
const BASES: readonly Basis[] = [Basis.BASIS_GRAM, Basis.BASIS_MILLILITRE]
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
  const { portions } = food
  return {
    ...food,
    ...requireAll({
      id: () => requireUuid('id', food.id),
      basis: () => requireOneOf('per100.basis', food.basis, BASES, 'g or ml'),
      per100: () => checkPer100('per100.nutrients', food.per100),
      name: () => requireText('name', food.name, { max: MAX_FOOD_NAME }),
      brand: () => food.brand && requireText('brand', food.brand, { max: MAX_FOOD_NAME }),
      portions: () => checkPortions('portions', portions),
      barcode: () => food.barcode && requireBarcode('barcode', food.barcode),
      allergens: () => checkNames('allergens', food.allergens, ALLERGENS),
      diets: () => checkNames('diets', food.diets, DIETS),
    }),
  }
}

function checkPer100(path: string, list: NewOwnFood['per100']): Nutrients {
  const per100 = requireNutrients(path, list)
  requireAll(
    MOST_PER_100.map(
      ([key, nutrient, max]) =>
        () =>
          ifGiven(per100[nutrient], (amount) => requireNumber(`${path}.${key}`, amount, { max })),
    ),
  )
  for (const { id, key, unit } of NUTRIENTS) {
    const gramsOfUnit = GRAMS[unit]
    if (gramsOfUnit && (per100[id] ?? 0) * gramsOfUnit > MAX_GRAMS_PER_100)
      throw InvalidError.field(`${path}.${key}`, 'OUT_OF_RANGE', 'is more than the food itself weighs')
  }
  return per100
}

/** An amount says the name of a portion: two of one name could not both be logged. */
function checkPortions(path: string, given: readonly Portion[]): Portion[] {
  const portions = requireList(path, given, MAX_PORTIONS, checkPortion)
  for (const [at, { name }] of portions.entries()) {
    const first = portions.findIndex((other) => plainName(other.name) === plainName(name))
    if (first < at)
      throw InvalidError.field(
        `${path}.${at}.name`,
        'DUPLICATE',
        'is the name of another portion of this food',
      )
  }
  return portions
}

function checkPortion(path: string, { name, grams }: Portion): Portion {
  return requireAll({
    name: () => requireText(`${path}.name`, name, { max: MAX_PORTION_NAME }),
    grams: () => requireNumber(`${path}.grams`, grams, { above: 0, max: MAX_GRAMS }),
  })
}

/** The food as a message in which the same content always has the same bytes. */
export function canonicalFood(food: CheckedOwnFood): NewOwnFood {
  return { ...food, per100: toList(food.per100) }
}

/** Each once and in one order: the same names in another order are the same content. */
function checkNames(path: string, given: readonly string[], allowed: readonly string[]): string[] {
  const names = requireList(path, given, MAX_NAMES, (at, name) => requireOneOf(at, name, allowed))
  return [...new Set(names)].sort()
}
