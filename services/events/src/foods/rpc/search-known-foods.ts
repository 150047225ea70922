import { FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { MAX_SEARCH_QUERY, MAX_SEARCH_RESULTS } from '@mymacrotracker/contracts'
import type { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireAll, requireNumber, requireText } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { memoryIndex, searchFoods } from '@mymacrotracker/food-search'
import { foodFolder } from '../fold-food.ts'

/** Foods looked through: the newest own ones, and those logged of late. */
const MAX_OWN = 1000
const MAX_RECENT = 300
const RECENT_MS = 90 * 86_400_000

export function searchKnownFoods({
  db,
  foods,
  clock,
}: EventsContext): Handlers<FoodsServiceService>['searchKnownFoods'] {
  const foldFood = foodFolder()
  return async ({ query: given, limit }, { userId }) => {
    const { query } = requireAll({
      query: () => requireText('query', given, { max: MAX_SEARCH_QUERY }),
      limit: () => requireNumber('limit', limit, { min: 1, max: MAX_SEARCH_RESULTS }),
    })
    const since = new Date(clock.now() - RECENT_MS)
    return db.reading.asUser(userId, async (stores) => {
      const recent = await stores.eatenFoods.recent(userId, since, MAX_RECENT)
      const own = await stores.ownFoods.names(userId, MAX_OWN)
      const ownIds = new Set(own.map(({ id }) => id))
      const logged = recent.filter(({ foodId }) => !ownIds.has(foodId))
      const ranked = await searchFoods(
        query,
        memoryIndex([
          ...own.map(({ id, name, brand }, at) =>
            foldFood({ foodId: id, name, brand, staticRank: at, source: FoodSource.FOOD_SOURCE_OWN }),
          ),
          ...logged.map(({ foodId, name }, at) =>
            foldFood({ foodId, name, staticRank: MAX_OWN + at, source: FoodSource.FOOD_SOURCE_OWN }),
          ),
        ]),
      )
      const best = ranked.slice(0, limit)
      const ids = best.map(({ foodId }) => foodId)
      const known = await foods.known(stores, userId, ids)
      return {
        found: best.flatMap(({ foodId, score }) => {
          const food = known.get(foodId)
          return food ? [{ food, score }] : []
        }),
      }
    })
  }
}
