import { MAX_NUTRIENT_AMOUNT } from '@mymacrotracker/contracts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { NUTRIENT_BY_ID, exactly, fromList, type Nutrients } from '@mymacrotracker/nutrition'
import { requireAll } from './require-all.ts'
import { requireNumber, requireThat } from './require.ts'

/**
 * Known nutrients (NUTRIENT_UNKNOWN), at least one (REQUIRED) and each once (DUPLICATE), from 0 to MAX_NUTRIENT_AMOUNT of its
 * unit (OUT_OF_RANGE). They come back made exact.
 */
export function requireNutrients(path: string, list: readonly NutrientAmount[]): Nutrients {
  requireThat(list.length > 0, path, 'REQUIRED', 'must name at least one nutrient')
  const seen = new Set<number>()
  requireAll(
    list.map(({ nutrient, amount }) => () => {
      const key = NUTRIENT_BY_ID.get(nutrient)?.key
      requireThat(key !== undefined, path, 'NUTRIENT_UNKNOWN', `there is no nutrient ${nutrient}`)
      requireThat(!seen.has(nutrient), `${path}.${key}`, 'DUPLICATE', 'is given twice')
      seen.add(nutrient)
      requireNumber(`${path}.${key}`, amount, { min: 0, max: MAX_NUTRIENT_AMOUNT })
    }),
  )
  return exactly(fromList(list))
}
