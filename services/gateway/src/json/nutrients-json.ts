import { NUTRIENTS, NUTRIENT_BY_ID, NUTRIENT_BY_KEY } from '@mymacrotracker/nutrition'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { z } from 'zod'

/** Amounts by key, unit in the key; absent when not known. */
export type NutrientsJson = Record<string, number>

const MAX_AMOUNT = 1_000_000
const words = ({ name, unit }: { name: string; unit: string }) => `${name}, ${unit}`

function shapeOf(amount: z.ZodNumber): Record<string, z.ZodOptional<z.ZodNumber>> {
  return Object.fromEntries(
    NUTRIENTS.map((each) => [each.key, amount.meta({ description: words(each) }).optional()]),
  )
}

const DESCRIPTION =
  'Amounts by nutrient, with the unit in the key. A nutrient that is absent is not known; it is not 0.'
const newShape = shapeOf(z.number().min(0).max(MAX_AMOUNT))
const most = (key: string, max: number) => ({
  [key]: z
    .number()
    .min(0)
    .max(max)
    .meta({ description: words(NUTRIENT_BY_KEY.get(key)!) })
    .optional(),
})
const named = <S extends z.ZodType>(schema: S) =>
  schema.refine((given) => Object.keys(given as object).length > 0, {
    error: 'must name at least one nutrient',
    params: { code: 'REQUIRED' },
    when: ({ issues }) => issues.length === 0,
  })

export const newNutrientsSchema = named(z.strictObject(newShape)).meta({
  id: 'NewNutrients',
  description: DESCRIPTION,
  minProperties: 1,
})
/** 100 g hold no more than 100 g, and pure fat has 902 kcal. */
export const newPer100Schema = named(
  z.strictObject({
    ...newShape,
    ...most('energyKcal', 1000),
    ...most('proteinG', 100),
    ...most('carbohydrateG', 100),
    ...most('fatG', 100),
  }),
).meta({ id: 'NewPer100Nutrients', description: DESCRIPTION, minProperties: 1 })

export const nutrientsShape = shapeOf(z.number().min(0))
export const nutrientsSchema = z
  .strictObject(nutrientsShape)
  .meta({ id: 'Nutrients', description: DESCRIPTION })
export const totalsSchema = z
  .strictObject(nutrientsShape)
  .meta({ id: 'Totals', description: 'Sums of what is known' })
export const remainingSchema = z
  .strictObject(shapeOf(z.number()))
  .meta({ id: 'Remaining', description: 'Targets less totals; negative when exceeded' })

export function nutrientsMessage(json: Partial<NutrientsJson>): NutrientAmount[] {
  return Object.entries(json).flatMap(([key, amount]) => {
    const nutrient = NUTRIENT_BY_KEY.get(key)
    return nutrient && amount !== undefined ? [{ nutrient: nutrient.id, amount }] : []
  })
}

/** Rounded as the table says: the one place where figures are rounded. */
export function nutrientsJson(amounts: readonly NutrientAmount[]): NutrientsJson {
  return Object.fromEntries(
    amounts.flatMap(({ nutrient, amount }) => {
      const known = NUTRIENT_BY_ID.get(nutrient)
      return known ? [[known.key, round(amount, known.decimals)] as const] : []
    }),
  )
}

/** Targets less totals for each nutrient that has a target, out of the figures as shown, so that a person can add them up. */
export function remainingJson(
  targets: readonly NutrientAmount[],
  totals: readonly NutrientAmount[],
): NutrientsJson {
  const eaten = nutrientsJson(totals)
  return Object.fromEntries(
    Object.entries(nutrientsJson(targets)).map(([key, target]) => [
      key,
      round(target - (eaten[key] ?? 0), NUTRIENT_BY_KEY.get(key)!.decimals),
    ]),
  )
}

export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0
}
