import { weightTopic } from '@mymacrotracker/contracts'
import type { WeightFact } from '@mymacrotracker/contracts/events/v1/events_events'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { ProfileContext } from '../../context.ts'
import { reweigh } from '../reweigh.ts'
import type { WeightStatement } from '../store/weight-store.ts'

/** The formula goes by what was measured, from the day of a measurement until that of the next; corrected and deleted ones too. */
export function onWeightRecorded({ db }: ProfileContext): Consumer {
  return userConsumer({
    name: 'profile.on-weight-recorded',
    topic: weightTopic,
    db,
    async apply({ fact }, stores) {
      if (!fact) return
      const { userId, weightId, version } = fact.value
      const known = await stores.profiles.lock(userId)
      const before = await stores.weights.find(userId, weightId)
      if (before && before.version >= version) return

      const after = statementOf(fact, before)
      if (!after) return
      await stores.weights.keep(userId, after)
      const days = new Set([after.date, ...(before && !before.isDeleted ? [before.date] : [])])
      for (const day of [...days].toSorted()) await reweigh(stores, userId, known, day)
    },
  })
}

/** Undefined for a deletion of what never arrived: there is nothing to remember of it but that. */
function statementOf(
  fact: NonNullable<WeightFact['fact']>,
  before: WeightStatement | undefined,
): WeightStatement | undefined {
  if (fact.$case === 'deleted') return before && { ...before, version: fact.value.version, isDeleted: true }
  const { weightId: id, measuredAt, date, weightKg, version } = fact.value
  return measuredAt && { id, measuredAt, date, weightKg, version, isMeasured: true, isDeleted: false }
}
