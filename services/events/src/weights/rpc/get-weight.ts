import type { WeightsServiceService } from '@mymacrotracker/contracts/events/v1/weights_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireUuid } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { weightMessage } from '../weight-message.ts'

export function getWeight({ db }: EventsContext): Handlers<WeightsServiceService>['getWeight'] {
  return async ({ id: given }, { userId }) => {
    const id = requireUuid('id', given)
    const row = await db.reading.asUser(userId, ({ weights }) => weights.get(userId, id))
    return { weight: weightMessage(row) }
  }
}
