import type { UserCallContext } from '@mymacrotracker/rpc'
import type { EventsContext } from '../context.ts'
import type { CheckedItem } from './domain/check-entry.ts'
import { scale } from '@mymacrotracker/nutrition'
import { gramsOf } from '../foods/foods.ts'
import type { EntryRow } from './store/entry-store.ts'

export type Snapshot = Pick<EntryRow, 'foodId' | 'portion' | 'portionCount' | 'grams' | 'name' | 'nutrients'>

/** What an item was when it was logged: a later correction of the food changes no diary. */
export async function snapshotItem(
  foods: EventsContext['foods'],
  item: CheckedItem,
  context: UserCallContext,
): Promise<Snapshot> {
  if (item.$case === 'quickAdd')
    return {
      foodId: null,
      portion: null,
      portionCount: null,
      grams: null,
      name: item.value.name,
      nutrients: item.value.nutrients,
    }
  const { foodId, amount } = item.value
  const food = await foods.get(context.userId, foodId, context)
  const grams = gramsOf(amount!, food)
  const portion = amount!.$case === 'portion' ? amount!.value : undefined
  return {
    foodId,
    portion: portion?.portion ?? null,
    portionCount: portion?.count ?? null,
    grams,
    name: food.name,
    nutrients: scale(food.per100, grams),
  }
}
