import { MAX_ENERGY_PER_100, MAX_GRAMS_PER_100, MAX_NUTRIENT_AMOUNT } from '@mymacrotracker/contracts'
import { NUTRIENTS, NUTRIENT_BY_ID, NUTRIENT_BY_KEY } from '@mymacrotracker/nutrition'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { z } from 'zod'

/** Amounts by key, unit in the key; absent when not known. */
export type NutrientsJson = Record<string, number>

const words = ({ name, unit }: { name: string; unit: string }) => `${name}, ${unit}`

function shapeOf(amount: z.ZodNumber): Record<string, z.ZodOptional<z.ZodNumber>> {
  return Object.fromEntries(
    NUTRIENTS.map((each) => [each.key, amount.meta({ description: words(each) }).optional()]),
  )
}

const DESCRIPTION =
  'Amounts by nutrient, with the unit in the name. A nutrient that is absent is not known; it is not 0.'
const newShape = shapeOf(z.number().min(0).max(MAX_NUTRIENT_AMOUNT))
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
    ...most('energyKcal', MAX_ENERGY_PER_100),
    ...most('proteinG', MAX_GRAMS_PER_100),
    ...most('carbohydrateG', MAX_GRAMS_PER_100),
    ...most('fatG', MAX_GRAMS_PER_100),
  }),
).meta({ id: 'NewPer100Nutrients', description: DESCRIPTION, minProperties: 1 })

export const nutrientsShape = shapeOf(z.number().min(0))
export const nutrientsSchema = z
  .strictObject(nutrientsShape)
  .meta({ id: 'Nutrients', description: DESCRIPTION })
/** Sums of what is known. */
export const totalsSchema = nutrientsSchema
export const remainingSchema = z
  .strictObject(shapeOf(z.number()))
  .meta({ id: 'Remaining', description: 'Targets minus totals; negative where a target is exceeded' })

/** Amounts as a message has them; keys that are no nutrient's are left out. */
export function nutrientsMessage(json: Partial<NutrientsJson>): NutrientAmount[] {
  const list: NutrientAmount[] = []
  for (const key in json) {
    const nutrient = NUTRIENT_BY_KEY.get(key)?.id
    const amount = json[key]
    if (nutrient !== undefined && amount !== undefined) list.push({ nutrient, amount })
  }
  return list
}

/** Rounded as the table says: the one place where figures are rounded. Without nutrients that this release does not know. */
export function nutrientsJson(amounts: readonly NutrientAmount[]): NutrientsJson {
  const json: NutrientsJson = {}
  for (const { nutrient, amount } of amounts) {
    const known = NUTRIENT_BY_ID.get(nutrient)
    if (known) json[known.key] = round(amount, known.decimals)
  }
  return json
}

/** Targets less what was eaten for each nutrient that has a target, out of the figures as shown, so that a person can add them up. */
export function remainingJson(
  targets: readonly NutrientAmount[],
  eaten: Partial<NutrientsJson>,
): NutrientsJson {
  const json: NutrientsJson = {}
  for (const { nutrient, amount } of targets) {
    const known = NUTRIENT_BY_ID.get(nutrient)
    if (known)
      json[known.key] = round(round(amount, known.decimals) - (eaten[known.key] ?? 0), known.decimals)
  }
  return json
}

const POWERS = [1, 10, 100, 1000]
/** Below it a product of doubles is off by less than NEAR_HALF. */
const SAFE = 1e9
const NEAR_HALF = 1e-6

/** The digits of toFixed, at a fifth of its cost: only near a half can the product round otherwise than the value itself. */
export function round(value: number, decimals: number): number {
  const power = POWERS[decimals]
  if (power === undefined) return fixed(value, decimals)
  const scaled = value * power
  const isClear = Math.abs(scaled) < SAFE && Math.abs(scaled - Math.floor(scaled) - 0.5) > NEAR_HALF
  return isClear ? Math.round(scaled) / power + 0 : fixed(value, decimals)
}

/** Without a sign before 0. */
const fixed = (value: number, decimals: number) => Number(value.toFixed(decimals)) + 0
