import { MAX_FREQUENT_FOODS } from '@mymacrotracker/contracts'
import type { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireAll, requireMeal, requireNumber } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'

const FREQUENT_MS = 30 * 86_400_000

export function listFrequentFoods({
  db,
  foods,
  clock,
}: EventsContext): Handlers<FoodsServiceService>['listFrequentFoods'] {
  return async ({ meal: given, limit }, { userId }) => {
    const { meal } = requireAll({
      meal: () => given && requireMeal('meal', given),
      limit: () => requireNumber('limit', limit, { min: 1, max: MAX_FREQUENT_FOODS }),
    })
    const since = new Date(clock.now() - FREQUENT_MS)
    return db.reading.asUser(userId, async (stores) => {
      const frequent = await stores.eatenFoods.frequent(userId, since, meal, limit)
      const ids = frequent.map(({ foodId }) => foodId)
      const known = await foods.known(stores, userId, ids)
      return {
        foods: frequent.flatMap(({ foodId, times, lastGrams }) =>
          known.has(foodId) ? [{ food: known.get(foodId)!, times, lastGrams }] : [],
        ),
      }
    })
  }
}
