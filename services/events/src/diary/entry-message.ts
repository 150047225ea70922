import type { EntryState } from '@mymacrotracker/contracts/events/v1/events_events'
import type { Entry } from '@mymacrotracker/contracts/events/v1/diary_service'
import { toList } from '@mymacrotracker/nutrition'
import type { EntryRow } from './store/entry-store.ts'

/** A row as callers see it. */
export function entryMessage(row: EntryRow): Entry {
  const nutrients = toList(row.nutrients)
  return {
    id: row.id,
    date: row.date,
    eatenAt: row.eatenAt,
    meal: row.meal,
    item: itemOf(row, nutrients),
    name: row.name,
    grams: row.grams ?? undefined,
    nutrients,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

/** A row as other services hear of it. */
export function entryState(row: EntryRow): EntryState {
  return {
    userId: row.userId,
    entryId: row.id,
    date: row.date,
    meal: row.meal,
    foodId: row.foodId ?? '',
    nutrients: toList(row.nutrients),
    version: row.version,
    planned: false,
  }
}

function itemOf(
  { foodId, portion, portionCount, grams, name }: EntryRow,
  nutrients: Entry['nutrients'],
): Entry['item'] {
  if (!foodId) return { $case: 'quickAdd', value: { name, nutrients } }
  const amount =
    portion === null
      ? { $case: 'grams' as const, value: grams! }
      : { $case: 'portion' as const, value: { portion, count: portionCount! } }
  return { $case: 'food', value: { foodId, amount } }
}
