import { NUTRIENT_BY_ID } from '@mymacrotracker/contracts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition'
import type { FoodAmount, NewEntry, QuickAdd } from '@mymacrotracker/contracts/events/service'
import {
  InvalidError,
  requireDay,
  requireInstant,
  requireNumber,
  requireText,
  requireUuid,
} from '@mymacrotracker/errors'
import { MAX_GRAMS } from './portion-grams.ts'

const MAX_COUNT = 1000
const MAX_AMOUNT = 1_000_000
const MAX_MEAL_NAME = 40
const MAX_NAME = 200

/** What a phone may send as an item, checked; fields are named as in its JSON. */
export type CheckedItem = { $case: 'food'; value: FoodAmount } | { $case: 'quickAdd'; value: QuickAdd }

/** A new entry, every field checked. */
export function checkEntry(entry: NewEntry | undefined): NewEntry & { item: CheckedItem } {
  if (!entry) throw InvalidError.field('entry', 'REQUIRED', 'is missing')
  return {
    id: requireUuid('id', entry.id),
    date: entry.date && requireDay('date', entry.date),
    eatenAt: entry.eatenAt && requireInstant('eatenAt', entry.eatenAt),
    meal: checkMeal(entry.meal),
    item: checkItem(entry.item),
  }
}

export function checkMeal(meal: string): string {
  return requireText('meal', meal, { max: MAX_MEAL_NAME })
}

export function checkItem(item: NewEntry['item']): CheckedItem {
  if (!item)
    throw InvalidError.field(
      'foodId',
      'REQUIRED',
      'an entry has a foodId with an amount, or a name with nutrients',
    )
  if (item.$case === 'quickAdd') {
    return {
      $case: 'quickAdd',
      value: {
        name: requireText('name', item.value.name, { max: MAX_NAME }),
        nutrients: checkNutrients('nutrients', item.value.nutrients),
      },
    }
  }
  const { foodId, amount } = item.value
  requireUuid('foodId', foodId)
  if (!amount) throw InvalidError.field('amount', 'REQUIRED', 'must be {grams} or {portion, count}')
  if (amount.$case === 'grams') {
    requireNumber('amount.grams', amount.value, { above: 0, max: MAX_GRAMS })
    return item
  }
  const portion = requireText('amount.portion', amount.value.portion, { max: 100 })
  const count = requireNumber('amount.count', amount.value.count, { above: 0, max: MAX_COUNT })
  return { $case: 'food', value: { foodId, amount: { $case: 'portion', value: { portion, count } } } }
}

/** Known nutrients, each once, finite and not negative; by id, because the same figures in another order are the same content. */
export function checkNutrients(path: string, list: readonly NutrientAmount[]): NutrientAmount[] {
  if (list.length === 0) throw InvalidError.field(path, 'REQUIRED', 'must name at least one nutrient')
  const seen = new Set<number>()
  for (const { nutrient, amount } of list) {
    const known = NUTRIENT_BY_ID.get(nutrient)
    if (!known) throw InvalidError.field(path, 'NUTRIENT_UNKNOWN', `there is no nutrient ${nutrient}`)
    if (seen.has(nutrient)) throw InvalidError.field(`${path}.${known.key}`, 'DUPLICATE', 'is given twice')
    seen.add(nutrient)
    requireNumber(`${path}.${known.key}`, amount, { min: 0, max: MAX_AMOUNT })
  }
  return list.toSorted((a, b) => a.nutrient - b.nutrient)
}
