import { NotFoundError, requireUuid } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'

export function getKnownFood({ foods }: EventsContext): EventsHandlers['getKnownFood'] {
  return async ({ id }, { userId }) => {
    requireUuid('id', id)
    const food = (await foods.known(userId, [id])).get(id)
    if (!food) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no such food')
    return { food }
  }
}
