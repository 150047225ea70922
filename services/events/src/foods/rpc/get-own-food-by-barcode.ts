import type { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { NotFoundError } from '@mymacrotracker/errors'
import { requireBarcode } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { ownFoodMessage } from '../store/own-food-store.ts'

export function getOwnFoodByBarcode({
  db,
}: EventsContext): Handlers<FoodsServiceService>['getOwnFoodByBarcode'] {
  return async ({ barcode }, { userId }) => {
    const gtin = requireBarcode('barcode', barcode)
    const row = await db.reading.asUser(userId, ({ ownFoods }) => ownFoods.findByBarcode(userId, gtin))
    if (!row) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no food with this barcode')
    return { food: ownFoodMessage(row) }
  }
}
