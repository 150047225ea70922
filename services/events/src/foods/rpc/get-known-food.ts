import type { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { NotFoundError } from '@mymacrotracker/errors'
import { requireUuid } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'

export function getKnownFood({ db, foods }: EventsContext): Handlers<FoodsServiceService>['getKnownFood'] {
  return async ({ id }, { userId }) => {
    requireUuid('id', id)
    const food = (await db.reading.asUser(userId, (stores) => foods.known(stores, userId, [id]))).get(id)
    if (!food) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no such food')
    return { food }
  }
}
