import { ALLERGENS, DIETS, MEALS, NUTRIENT_BY_KEY, normaliseGtin, toList } from '@mymacrotracker/nutrition'
import { Basis, CarbohydrateConvention, FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { z } from 'zod'
import type { CatalogueFood } from '../catalogue/catalogue.ts'

const ROLES = [
  'protein',
  'carbohydrate',
  'vegetable',
  'fruit',
  'fat',
  'mixed',
  'drink',
  'condiment',
  'sweet',
] as const

/** A line of catalogue/starter.jsonl. */
const line = z.strictObject({
  key: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: z.string().min(1).max(80),
  synonyms: z.array(z.string().min(1).max(80)),
  group: z.string().min(1),
  source: z.strictObject({ dataset: z.literal('usda-sr'), id: z.string().regex(/^\d{5}$/) }),
  carbohydrateConvention: z.enum(['by_difference', 'available']),
  per100: z.strictObject({
    basis: z.enum(['g', 'ml']),
    nutrients: z.record(
      z.string().refine((key) => NUTRIENT_BY_KEY.has(key), { error: 'is no nutrient' }),
      z.number().min(0).max(1e5),
    ),
  }),
  portions: z
    .array(z.strictObject({ name: z.string().min(1).max(80), grams: z.number().positive().max(5000) }))
    .min(1),
  barcodes: z.array(
    z.string().refine((barcode) => normaliseGtin(barcode) !== undefined, { error: 'is no barcode' }),
  ),
  allergens: z.array(z.enum(ALLERGENS)),
  diets: z.array(z.enum(DIETS)),
  meals: z.array(z.enum(MEALS)),
  role: z.enum(ROLES),
})

/** A food of the starter catalogue from its line. Throws on a line that is not as the schema says. */
export function readStarterFood(text: string): CatalogueFood {
  const {
    key,
    name,
    synonyms,
    carbohydrateConvention,
    per100,
    portions,
    barcodes,
    allergens,
    diets,
    meals,
    role,
  } = line.parse(JSON.parse(text))
  const amounts = Object.fromEntries(
    Object.entries(per100.nutrients).map(([nutrientKey, amount]) => [
      NUTRIENT_BY_KEY.get(nutrientKey)!.id,
      amount,
    ]),
  )
  const convention =
    carbohydrateConvention === 'available'
      ? CarbohydrateConvention.CARBOHYDRATE_CONVENTION_AVAILABLE
      : CarbohydrateConvention.CARBOHYDRATE_CONVENTION_BY_DIFFERENCE
  return {
    sourceId: key,
    synonyms,
    isCommon: true,
    food: {
      name,
      brand: '',
      source: FoodSource.FOOD_SOURCE_STARTER,
      basis: per100.basis === 'ml' ? Basis.BASIS_MILLILITRE : Basis.BASIS_GRAM,
      per100: toList(amounts),
      portions,
      flags: [],
      barcodes: barcodes.map((barcode) => normaliseGtin(barcode)!),
      allergens,
      allergensKnown: true,
      diets,
      dietsKnown: true,
      carbohydrateConvention: convention,
      role,
      meals,
    },
  }
}
