import type { Entry, NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import { InvalidError } from '@mymacrotracker/errors'
import { ENTRY_FORMS, foodItem, quickItem, type EntryPatchJson } from './entry-json.ts'
import { nutrientsMessage } from '../json/nutrients-json.ts'

type Item = NewEntry['item']

export const changesItem = ({ foodId, amount, name, nutrients }: EntryPatchJson): boolean =>
  [foodId, amount, name, nutrients].some((each) => each !== undefined)

/** Whether a patch says all of an item, so that the entry as it is need not be read. */
export const saysWholeItem = ({ foodId, amount, name, nutrients }: EntryPatchJson): boolean =>
  (foodId !== undefined && amount !== undefined) || (name !== undefined && nutrients !== undefined)

/** The item after a patch: what the patch leaves out comes from the entry. Throws InvalidError when that makes no whole item. */
export function patchedItem(
  { foodId, amount, name, nutrients }: EntryPatchJson,
  entry: Entry | undefined,
): Item {
  const food = entry?.item?.$case === 'food' ? entry.item.value : undefined
  const quick = entry?.item?.$case === 'quickAdd' ? entry : undefined
  const ofQuick = name === undefined ? 'nutrients' : 'name'
  if (foodId !== undefined || amount !== undefined) {
    if (name !== undefined || nutrients !== undefined) throw notTogether(ofQuick, ENTRY_FORMS)
    if (foodId === undefined && quick) throw notTogether('amount', `${ENTRY_FORMS}; this one is a quick add`)
    const id = foodId ?? required(food?.foodId, 'foodId')
    return amount
      ? foodItem(id, amount)
      : { $case: 'food', value: { foodId: id, amount: required(food?.amount, 'amount') } }
  }
  if (food && (name === undefined || nutrients === undefined))
    throw notTogether(ofQuick, `${ENTRY_FORMS}; this one is of a food`)
  return quickItem(
    name ?? required(quick?.name, 'name'),
    nutrients ? nutrientsMessage(nutrients) : required(quick?.nutrients, 'nutrients'),
  )
}

const notTogether = (path: string, message: string) => InvalidError.field(path, 'NOT_TOGETHER', message)

function required<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw InvalidError.field(path, 'REQUIRED', 'is missing')
  return value
}
