import { MAX_NUTRIENT_AMOUNT } from '@mymacrotracker/contracts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { InvalidError } from '@mymacrotracker/errors'
import { NUTRIENT_BY_ID } from '@mymacrotracker/nutrition'
import { requireNumber } from './require.ts'

/** Known nutrients, each once, finite and not negative; by id, because the same figures in another order are the same content. */
export function requireNutrients(path: string, list: readonly NutrientAmount[]): NutrientAmount[] {
  if (list.length === 0) throw InvalidError.field(path, 'REQUIRED', 'must name at least one nutrient')
  const seen = new Set<number>()
  for (const { nutrient, amount } of list) {
    const known = NUTRIENT_BY_ID.get(nutrient)
    if (!known) throw InvalidError.field(path, 'NUTRIENT_UNKNOWN', `there is no nutrient ${nutrient}`)
    if (seen.has(nutrient)) throw InvalidError.field(`${path}.${known.key}`, 'DUPLICATE', 'is given twice')
    seen.add(nutrient)
    requireNumber(`${path}.${known.key}`, amount, { min: 0, max: MAX_NUTRIENT_AMOUNT })
  }
  return list.toSorted((a, b) => a.nutrient - b.nutrient)
}
