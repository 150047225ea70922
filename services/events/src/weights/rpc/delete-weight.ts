import { weightTopic } from '@mymacrotracker/contracts'
import type { WeightsServiceService } from '@mymacrotracker/contracts/events/v1/weights_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireUuid, requireVersion } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'

export function deleteWeight({ db, clock }: EventsContext): Handlers<WeightsServiceService>['deleteWeight'] {
  return async ({ id: given, expectedVersion }, { userId }) => {
    const id = requireUuid('id', given)
    return db.asUser(userId, async ({ weights, outbox, nextVersion }) => {
      const version = await nextVersion(userId)
      const row = await weights.get(userId, id)
      requireVersion(row.version, expectedVersion)
      const at = new Date(clock.now())
      await weights.change(row, { deletedAt: at }, version, at)
      await outbox.append(weightTopic, userId, {
        fact: { $case: 'deleted', value: { userId, weightId: id, version } },
      })
      return {}
    })
  }
}
