import { MAX_NUTRIENT_AMOUNT } from '@mymacrotracker/contracts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { InvalidError } from '@mymacrotracker/errors'
import { NUTRIENT_BY_ID, exactly, fromList, type Nutrients } from '@mymacrotracker/nutrition'
import { requireNumber } from './require.ts'

/** Known nutrients, at least one and each once, from 0 to MAX_NUTRIENT_AMOUNT of its unit. They come back made exact. */
export function requireNutrients(path: string, list: readonly NutrientAmount[]): Nutrients {
  if (list.length === 0) throw InvalidError.field(path, 'REQUIRED', 'must name at least one nutrient')
  const seen = new Set<number>()
  for (const { nutrient, amount } of list) {
    const known = NUTRIENT_BY_ID.get(nutrient)
    if (!known) throw InvalidError.field(path, 'NUTRIENT_UNKNOWN', `there is no nutrient ${nutrient}`)
    if (seen.has(nutrient)) throw InvalidError.field(`${path}.${known.key}`, 'DUPLICATE', 'is given twice')
    seen.add(nutrient)
    requireNumber(`${path}.${known.key}`, amount, { min: 0, max: MAX_NUTRIENT_AMOUNT })
  }
  return exactly(fromList(list))
}
