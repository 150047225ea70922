import { MAX_FOOD_NAME, MAX_GRAMS, MAX_PORTION_COUNT, MAX_PORTION_NAME } from '@mymacrotracker/contracts'
import type { FoodAmount, NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import { InvalidError } from '@mymacrotracker/errors'
import { toList, type Nutrients } from '@mymacrotracker/nutrition'
import {
  requireDay,
  requireInstant,
  requireMeal,
  requireNumber,
  requireNutrients,
  requireText,
  requireUuid,
} from '@mymacrotracker/validation'

/** What a phone may send as an item, checked; fields are named as in its JSON. */
export type CheckedItem =
  | { $case: 'food'; value: FoodAmount }
  | { $case: 'quickAdd'; value: { name: string; nutrients: Nutrients } }
export type CheckedEntry = Omit<NewEntry, 'item'> & { item: CheckedItem }

/** A new entry, every field checked. */
export function checkEntry(entry: NewEntry | undefined): CheckedEntry {
  if (!entry) throw InvalidError.field('entry', 'REQUIRED', 'is missing')
  return {
    id: requireUuid('id', entry.id),
    date: entry.date && requireDay('date', entry.date),
    eatenAt: entry.eatenAt && requireInstant('eatenAt', entry.eatenAt),
    meal: requireMeal('meal', entry.meal),
    item: checkItem(entry.item),
  }
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
        name: requireText('name', item.value.name, { max: MAX_FOOD_NAME }),
        nutrients: requireNutrients('nutrients', item.value.nutrients),
      },
    }
  }
  const { foodId, amount } = item.value
  requireUuid('foodId', foodId)
  if (!amount) throw InvalidError.field('amount', 'REQUIRED', 'must be {grams} or {portion, count}')
  if (amount.$case === 'grams') {
    requireNumber('amount.grams', amount.value, { above: 0, max: MAX_GRAMS })
    return { $case: 'food', value: item.value }
  }
  const portion = requireText('amount.portion', amount.value.portion, { max: MAX_PORTION_NAME })
  const count = requireNumber('amount.count', amount.value.count, { above: 0, max: MAX_PORTION_COUNT })
  return { $case: 'food', value: { foodId, amount: { $case: 'portion', value: { portion, count } } } }
}

/** The entry as a message in which the same content always has the same bytes. */
export function canonicalEntry({ item, ...entry }: CheckedEntry): NewEntry {
  if (item.$case === 'food') return { ...entry, item }
  const { name, nutrients } = item.value
  return { ...entry, item: { $case: 'quickAdd', value: { name, nutrients: toList(nutrients) } } }
}
