import { weightTopic } from '@mymacrotracker/contracts'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { ProfileContext } from '../../context.ts'
import { bodyOf, isNewerWeight, withWeight } from '../domain/body.ts'
import { formulaRevision } from '../domain/formula-revision.ts'
import { reviseTargets } from '../revise-targets.ts'

/** The formula goes by the newest measured weight, from the day of its measurement on. Older ones that come later change nothing. */
export function onWeightRecorded({ db }: ProfileContext): Consumer {
  return userConsumer({
    name: 'profile.on-weight-recorded',
    topic: weightTopic,
    db,
    async apply({ fact }, stores) {
      if (fact?.$case !== 'recorded' || !fact.value.measuredAt) return
      const { userId, measuredAt, date, weightKg, version } = fact.value
      const measured = { weightKg, date, measuredAt, version }
      const { profile, goal } = await stores.profiles.lock(userId)
      const latest = await stores.weights.find(userId)
      if (latest && !isNewerWeight(measured, latest)) return

      await stores.weights.keep(userId, measured)
      await reviseTargets(stores, userId, {
        from: date,
        rewrite(before, day) {
          if (!before) return formulaRevision(bodyOf(profile, goal, measured), day)
          return before.body && formulaRevision(withWeight(before.body, measured), day)
        },
      })
    },
  })
}
