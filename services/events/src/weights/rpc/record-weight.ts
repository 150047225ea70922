import {
  type WeightsServiceService,
  RecordWeightRequest,
  RecordWeightResponse,
} from '@mymacrotracker/contracts/events/v1/weights_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { MAX_WEIGHT_SOURCE, weightTopic } from '@mymacrotracker/contracts'
import { ConflictError } from '@mymacrotracker/errors'
import { requireAll, requireText, requireUuid } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { contentHash } from '@mymacrotracker/database'
import { checkMeasuredAt, checkWeightKg } from '../domain/check-weight.ts'
import { weightMessage, weightState } from '../weight-message.ts'

export function recordWeight({
  db,
  days,
  clock,
}: EventsContext): Handlers<WeightsServiceService>['recordWeight'] {
  return async (request, context) => {
    const { userId } = context
    const given = checked(request, clock.now())
    const { id, measuredAt, weightKg, source } = given
    const hash = contentHash(RecordWeightRequest.encode(given).finish())
    const date = await days.dayOf(userId, measuredAt, context)

    return db.asUser(userId, ({ weights, outbox, idempotency, nextVersion }) =>
      idempotency.once(userId, context.idempotency, RecordWeightResponse, async () => {
        const version = await nextVersion(userId)
        const there = await weights.find(userId, id)
        if (there?.deletedAt)
          throw new ConflictError(
            'WEIGHT_EXISTS',
            'a weight with this id was deleted; log it again with a new id',
          )
        if (there && there.contentHash !== hash)
          throw new ConflictError('WEIGHT_EXISTS', 'there is another weight with this id')
        if (there) return { weight: weightMessage(there), created: false }
        const row = await weights.insert({
          userId,
          id,
          measuredAt,
          date,
          weightKg,
          source,
          contentHash: hash,
          version,
          createdAt: new Date(clock.now()),
        })
        await outbox.append(weightTopic, userId, {
          fact: { $case: 'recorded', value: weightState(row) },
        })
        return { weight: weightMessage(row), created: true }
      }),
    )
  }
}

function checked({ id, measuredAt, weightKg, source }: RecordWeightRequest, nowMs: number) {
  return requireAll({
    id: () => requireUuid('id', id),
    measuredAt: () => checkMeasuredAt(measuredAt, nowMs),
    weightKg: () => checkWeightKg(weightKg),
    source: () => requireText('source', source || 'manual', { max: MAX_WEIGHT_SOURCE }),
  })
}
