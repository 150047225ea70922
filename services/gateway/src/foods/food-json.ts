import { MAX_FOOD_NAME, MAX_GRAMS, MAX_PORTIONS, MAX_PORTION_NAME } from '@mymacrotracker/contracts'
import { ALLERGENS, DIETS } from '@mymacrotracker/nutrition'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { z } from 'zod'
import { allergenSchema, basis, dietSchema, foodSource, openCodes } from '../json/enums.ts'
import { answerId, newIdField, textField } from '../json/fields.ts'
import { gramsJson } from '../json/grams-json.ts'
import { newPer100Schema, nutrientsJson, nutrientsMessage, nutrientsSchema } from '../json/nutrients-json.ts'

const newPer100 = z
  .strictObject({ basis: basis.schema, nutrients: newPer100Schema })
  .meta({ id: 'NewPer100' })
const per100 = z.strictObject({ basis: basis.schema, nutrients: nutrientsSchema }).meta({ id: 'Per100' })
const newPortions = z
  .array(
    z
      .strictObject({ name: textField(MAX_PORTION_NAME), grams: z.number().gt(0).max(MAX_GRAMS) })
      .meta({ id: 'NewPortion' }),
  )
  .max(MAX_PORTIONS)
const portions = z.array(
  z
    .strictObject({ name: z.string(), grams: z.number().gt(0) })
    .meta({ id: 'Portion', description: 'A usual amount and what it weighs' }),
)
const flagSchema = openCodes(
  'FoodFlag',
  ['MACROS_OVER_100', 'ENERGY_TOO_HIGH', 'ENERGY_MISMATCH', 'SUGARS_OVER_CARBOHYDRATE', 'SATURATED_OVER_FAT'],
  'Something doubtful about the figures of a food',
)

export const barcodeField = z
  .string()
  .regex(/^\d{8,14}$/, { error: 'must be 8 to 14 digits' })
  .meta({ description: 'EAN-8, EAN-13, UPC-E, UPC-A or GTIN-14' })

export const newFoodSchema = z
  .strictObject({
    id: newIdField.optional(),
    name: textField(MAX_FOOD_NAME),
    brand: textField(MAX_FOOD_NAME, 0).optional(),
    per100: newPer100,
    portions: newPortions.optional(),
    barcode: barcodeField.optional(),
    allergens: z.array(allergenSchema).max(ALLERGENS.length).optional().meta({
      description: 'Allergens it contains. If absent, nobody who avoids any allergen is offered the food.',
    }),
    diets: z.array(dietSchema).max(DIETS.length).optional().meta({ description: 'Diets it fits' }),
  })
  .meta({ id: 'NewFood' })

export const foodSchema = z
  .strictObject({
    id: answerId,
    name: z.string(),
    brand: z.string().optional(),
    source: foodSource.schema,
    per100,
    portions,
    flags: z.array(flagSchema),
    barcodes: z.array(z.string()).optional(),
    allergens: z
      .array(allergenSchema)
      .optional()
      .meta({ description: 'Allergens it contains; absent when not known' }),
    diets: z.array(dietSchema).optional().meta({ description: 'Diets it fits; absent when not known' }),
  })
  .meta({ id: 'Food' })

type Allergen = z.output<typeof allergenSchema>
type Diet = z.output<typeof dietSchema>

export function foodJson(food: Food): z.input<typeof foodSchema> {
  const { id, name, brand, flags, barcodes, allergens, diets } = food
  return {
    id,
    name,
    ...(brand && { brand }),
    source: foodSource.name(food.source) ?? 'starter',
    per100: { basis: basis.name(food.basis) ?? 'g', nutrients: nutrientsJson(food.per100) },
    portions: food.portions.map((portion) => ({ name: portion.name, grams: gramsJson(portion.grams) })),
    flags,
    ...(barcodes.length > 0 && { barcodes }),
    ...(food.allergensKnown && { allergens: allergens as Allergen[] }),
    ...(food.dietsKnown && { diets: diets as Diet[] }),
  }
}

export function newFoodMessage(json: z.output<typeof newFoodSchema>, id: string): NewOwnFood {
  const { name, brand = '', portions: own = [], barcode = '', allergens, diets } = json
  return {
    id,
    name,
    brand,
    basis: basis.value(json.per100.basis),
    per100: nutrientsMessage(json.per100.nutrients),
    portions: own,
    barcode,
    allergens: allergens ?? [],
    allergensKnown: allergens !== undefined,
    diets: diets ?? [],
    dietsKnown: diets !== undefined,
  }
}
