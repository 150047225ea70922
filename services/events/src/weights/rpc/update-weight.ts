import { weightTopic } from '@mymacrotracker/contracts'
import type { WeightPatch, WeightsServiceService } from '@mymacrotracker/contracts/events/v1/weights_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { ifGiven, requireAll, requireUuid, requireVersion } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { checkMeasuredAt, checkWeightKg } from '../domain/check-weight.ts'
import { weightMessage, weightState } from '../weight-message.ts'

/** A corrected instant moves the weighing to that instant's day. No change, no fact. */
export function updateWeight({
  db,
  days,
  clock,
}: EventsContext): Handlers<WeightsServiceService>['updateWeight'] {
  return async ({ id: given, patch, expectedVersion }, context) => {
    const { userId } = context
    const id = requireUuid('id', given)
    const said = checkPatch(patch, clock.now())
    const date = said.measuredAt && (await days.dayOf(userId, said.measuredAt, context))
    const change = { ...said, ...(date && { date }) }

    return db.asUser(userId, async ({ weights, outbox, nextVersion }) => {
      const version = await nextVersion(userId)
      const row = await weights.get(userId, id)
      requireVersion(row.version, expectedVersion)
      if (isSame(row, change)) return { weight: weightMessage(row) }
      const saved = await weights.change(row, change, version, new Date(clock.now()))
      await outbox.append(weightTopic, userId, { fact: { $case: 'changed', value: weightState(saved) } })
      return { weight: weightMessage(saved) }
    })
  }
}

function checkPatch(patch: WeightPatch | undefined, nowMs: number) {
  const said = requireAll({
    measuredAt: () => ifGiven(patch?.measuredAt, (instant) => checkMeasuredAt(instant, nowMs)),
    weightKg: () => ifGiven(patch?.weightKg, checkWeightKg),
  })
  return {
    ...(said.measuredAt !== undefined && { measuredAt: said.measuredAt }),
    ...(said.weightKg !== undefined && { weightKg: said.weightKg }),
  }
}

interface Weighing {
  measuredAt: Date
  date: string
  weightKg: number
}

function isSame(row: Weighing, change: Partial<Weighing>): boolean {
  return (
    (change.weightKg ?? row.weightKg) === row.weightKg &&
    (change.date ?? row.date) === row.date &&
    (change.measuredAt ?? row.measuredAt).getTime() === row.measuredAt.getTime()
  )
}
