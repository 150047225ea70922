import { NotFoundError } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'
import { checkBarcode } from '../domain/check-own-food.ts'
import { ownFoodMessage } from '../store/own-food-store.ts'

export function getOwnFoodByBarcode({ db }: EventsContext): EventsHandlers['getOwnFoodByBarcode'] {
  return async ({ barcode }, { userId }) => {
    const gtin = checkBarcode(barcode)
    const row = await db.reading.asUser(userId, ({ ownFoods }) => ownFoods.findByBarcode(userId, gtin))
    if (!row) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no food with this barcode')
    return { food: ownFoodMessage(row) }
  }
}
