import {
  type FoodsServiceService,
  CreateOwnFoodResponse,
  NewOwnFood,
} from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { ConflictError } from '@mymacrotracker/errors'
import type { EventsContext } from '../../context.ts'
import { canonicalFood, checkOwnFood } from '../domain/check-own-food.ts'
import { contentHash } from '@mymacrotracker/database'
import { ownFoodMessage } from '../store/own-food-store.ts'

export function createOwnFood({ db, clock }: EventsContext): Handlers<FoodsServiceService>['createOwnFood'] {
  return async ({ food: given }, context) => {
    const { userId } = context
    const food = checkOwnFood(given)
    const hash = contentHash(NewOwnFood.encode(canonicalFood(food)).finish())
    return db.asUser(userId, ({ ownFoods, idempotency, nextVersion }) =>
      idempotency.once(userId, context.idempotency, CreateOwnFoodResponse, async () => {
        const version = await nextVersion(userId)
        const there = await ownFoods.find(userId, food.id)
        if (there && there.contentHash !== hash)
          throw new ConflictError('FOOD_EXISTS', 'there is another food with this id')
        if (there) return { food: ownFoodMessage(there), created: false }
        const row = {
          ...food,
          userId,
          per100: food.per100 as never,
          portions: food.portions as never,
          barcode: food.barcode || null,
          contentHash: hash,
          version,
          createdAt: new Date(clock.now()),
        }
        await ownFoods.insert(row)
        return { food: ownFoodMessage(row), created: true }
      }),
    )
  }
}
