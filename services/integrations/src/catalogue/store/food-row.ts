import type {
  Basis,
  CarbohydrateConvention,
  Food,
  FoodSource,
  Portion,
} from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { fromList, toList, type Nutrients } from '@mymacrotracker/nutrition'

/** A row of `foods` as far as it is a Food. */
export interface FoodRow {
  id: string
  source: FoodSource
  name: string
  brand: string
  basis: Basis
  per100: Nutrients
  portions: Portion[]
  flags: string[]
  barcodes: string[]
  allergens: string[]
  allergens_known: boolean
  diets: string[]
  diets_known: boolean
  carbohydrate_convention: CarbohydrateConvention
  role: string
  meals: string[]
}

/** The columns of a FoodRow with their types. */
export const FOOD_COLUMNS = {
  id: 'uuid',
  source: 'smallint',
  name: 'text',
  brand: 'text',
  basis: 'smallint',
  per100: 'jsonb',
  portions: 'jsonb',
  flags: 'text[]',
  barcodes: 'text[]',
  allergens: 'text[]',
  allergens_known: 'boolean',
  diets: 'text[]',
  diets_known: 'boolean',
  carbohydrate_convention: 'smallint',
  role: 'text',
  meals: 'text[]',
} as const

export function foodOfRow(row: FoodRow): Food {
  const {
    allergens_known: allergensKnown,
    diets_known: dietsKnown,
    carbohydrate_convention: carbohydrateConvention,
    per100,
    ...same
  } = row
  return {
    ...same,
    allergensKnown,
    dietsKnown,
    carbohydrateConvention,
    per100: toList(per100),
  }
}

export function rowOfFood(food: Food): FoodRow {
  return {
    id: food.id,
    source: food.source,
    name: food.name,
    brand: food.brand,
    basis: food.basis,
    per100: fromList(food.per100),
    portions: food.portions,
    flags: food.flags,
    barcodes: food.barcodes,
    allergens: food.allergens,
    allergens_known: food.allergensKnown,
    diets: food.diets,
    diets_known: food.dietsKnown,
    carbohydrate_convention: food.carbohydrateConvention,
    role: food.role,
    meals: food.meals,
  }
}
