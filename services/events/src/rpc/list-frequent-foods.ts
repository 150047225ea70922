import { requireNumber } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'
import { checkMeal } from '../domain/check-entry.ts'

const FREQUENT_MS = 30 * 86_400_000

export function listFrequentFoods({
  diary,
  foods,
  clock,
}: EventsContext): EventsHandlers['listFrequentFoods'] {
  return async ({ meal: given, limit }, { userId }) => {
    const meal = given && checkMeal(given)
    requireNumber('limit', limit, { min: 1, max: 100 })
    const frequent = await diary.reading.asUser(userId, ({ entries }) =>
      entries.frequentFoods(userId, new Date(clock.now() - FREQUENT_MS), meal, limit),
    )
    const known = await foods.known(
      userId,
      frequent.map(({ foodId }) => foodId),
    )
    return {
      foods: frequent.flatMap(({ foodId, times, lastGrams }) =>
        known.has(foodId) ? [{ food: known.get(foodId)!, times, lastGrams }] : [],
      ),
    }
  }
}
