import { MAX_FOOD_NAME, MAX_GRAMS, MAX_PORTION_COUNT, MAX_PORTION_NAME } from '@mymacrotracker/contracts'
import type { FoodAmount, NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import { InvalidError } from '@mymacrotracker/errors'
import { toList, type Nutrients } from '@mymacrotracker/nutrition'
import {
  requireAll,
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
  return requireAll({
    id: () => requireUuid('id', entry.id),
    date: () => entry.date && requireDay('date', entry.date),
    eatenAt: () => entry.eatenAt && requireInstant('eatenAt', entry.eatenAt),
    meal: () => requireMeal('meal', entry.meal),
    item: () => checkItem(entry.item),
  })
}

export function checkItem(item: NewEntry['item']): CheckedItem {
  if (!item)
    throw InvalidError.field(
      'foodId',
      'REQUIRED',
      'an entry has a foodId with an amount, or a name with nutrients',
    )
  if (item.$case === 'quickAdd') {
    const { name, nutrients } = item.value
    return {
      $case: 'quickAdd',
      value: requireAll({
        name: () => requireText('name', name, { max: MAX_FOOD_NAME }),
        nutrients: () => requireNutrients('nutrients', nutrients),
      }),
    }
  }
  const { foodId, amount } = item.value
  return {
    $case: 'food',
    value: requireAll({
      foodId: () => requireUuid('foodId', foodId),
      amount: () => checkAmount(amount),
    }),
  }
}

function checkAmount(amount: FoodAmount['amount']): FoodAmount['amount'] {
  if (!amount) throw InvalidError.field('amount', 'REQUIRED', 'must be {grams} or {portion, count}')
  if (amount.$case === 'grams') {
    requireNumber('amount.grams', amount.value, { above: 0, max: MAX_GRAMS })
    return amount
  }
  const { portion, count } = amount.value
  return {
    $case: 'portion',
    value: requireAll({
      portion: () => requireText('amount.portion', portion, { max: MAX_PORTION_NAME }),
      count: () => requireNumber('amount.count', count, { above: 0, max: MAX_PORTION_COUNT }),
    }),
  }
}

/** The entry as a message in which the same content always has the same bytes. */
export function canonicalEntry({ item, ...entry }: CheckedEntry): NewEntry {
  if (item.$case === 'food') return { ...entry, item }
  const { name, nutrients } = item.value
  return { ...entry, item: { $case: 'quickAdd', value: { name, nutrients: toList(nutrients) } } }
}
