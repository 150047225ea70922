import type { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireNumber, requireText } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { matchScore } from '@mymacrotracker/food-search'
import { ownFoodMessage } from '../store/own-food-store.ts'

/** Foods looked through: the newest own ones, and those logged of late. */
const MAX_OWN = 1000
const MAX_RECENT = 300
const RECENT_MS = 90 * 86_400_000

export function searchKnownFoods({
  diary,
  db,
  foods,
  clock,
}: EventsContext): Handlers<FoodsServiceService>['searchKnownFoods'] {
  return async ({ query: given, limit }, { userId }) => {
    const query = requireText('query', given, { max: 100 })
    requireNumber('limit', limit, { min: 1, max: 50 })
    const [own, recent] = await Promise.all([
      db.reading.asUser(userId, ({ ownFoods }) => ownFoods.list(userId, MAX_OWN)),
      diary.reading.asUser(userId, ({ entries }) =>
        entries.recentFoods(userId, new Date(clock.now() - RECENT_MS), MAX_RECENT),
      ),
    ])
    const ownFound = own.map((row) => ({
      food: ownFoodMessage(row),
      score: matchScore(query, `${row.name} ${row.brand}`),
    }))
    const ownIds = new Set(own.map(({ id }) => id))
    const scores = new Map(
      recent
        .filter(({ foodId }) => !ownIds.has(foodId))
        .map(({ foodId, name }) => [foodId, matchScore(query, name)] as const)
        .filter(([, score]) => score > 0),
    )
    const recentFound = [...(await foods.known(userId, [...scores.keys()]))].map(([id, food]) => ({
      food,
      score: scores.get(id)!,
    }))
    const found = [...ownFound, ...recentFound]
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
    return { found: found.slice(0, limit) }
  }
}
