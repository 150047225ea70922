import {
  type WeightsServiceService,
  RecordWeightRequest,
  RecordWeightResponse,
} from '@mymacrotracker/contracts/events/v1/weights_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { weightTopic } from '@mymacrotracker/contracts'
import { ConflictError, InvalidError } from '@mymacrotracker/errors'
import { requireInstant, requireNumber, requireText, requireUuid } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { contentHash } from '@mymacrotracker/database'
import { weightMessage } from '../weight-message.ts'

/** A phone's clock and zone may be off by a day. */
const MAX_AHEAD_MS = 86_400_000

export function recordWeight({
  db,
  days,
  clock,
}: EventsContext): Handlers<WeightsServiceService>['recordWeight'] {
  return async (request, context) => {
    const { userId } = context
    const id = requireUuid('id', request.id)
    const measuredAt = requireInstant('measuredAt', request.measuredAt)
    if (measuredAt.getTime() > clock.now() + MAX_AHEAD_MS)
      throw InvalidError.field('measuredAt', 'IN_THE_FUTURE', 'must not be in the future')
    const weightKg = requireNumber('weightKg', request.weightKg, { min: 20, max: 500 })
    const source = requireText('source', request.source || 'manual', { max: 40 })
    const hash = contentHash(RecordWeightRequest.encode({ id, measuredAt, weightKg, source }).finish())
    const date = await days.dayOf(userId, measuredAt, context)

    return db.asUser(userId, ({ weights, outbox, idempotency, nextVersion }) =>
      idempotency.once(userId, context.idempotency, RecordWeightResponse, async () => {
        const version = await nextVersion(userId)
        const there = await weights.find(userId, id)
        if (there && there.contentHash !== hash)
          throw new ConflictError('WEIGHT_EXISTS', 'there is another weight with this id')
        if (there) return { weight: weightMessage(there), created: false }
        const row = {
          userId,
          id,
          measuredAt,
          date,
          weightKg,
          source,
          contentHash: hash,
          version,
          createdAt: new Date(clock.now()),
        }
        await weights.insert(row)
        await outbox.append(weightTopic, userId, {
          fact: { $case: 'recorded', value: { userId, weightId: id, measuredAt, date, weightKg, version } },
        })
        return { weight: weightMessage(row), created: true }
      }),
    )
  }
}
