import { MAX_FREQUENT_FOODS } from '@mymacrotracker/contracts'
import type { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireAll, requireMeal, requireNumber } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'

const FREQUENT_MS = 30 * 86_400_000

export function listFrequentFoods({
  diary,
  foods,
  clock,
}: EventsContext): Handlers<FoodsServiceService>['listFrequentFoods'] {
  return async ({ meal: given, limit }, { userId }) => {
    const { meal } = requireAll({
      meal: () => given && requireMeal('meal', given),
      limit: () => requireNumber('limit', limit, { min: 1, max: MAX_FREQUENT_FOODS }),
    })
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
