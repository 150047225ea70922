import type { Goal, Profile } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { ProfileStores } from '../store/database.ts'
import { bodyOf, withWeight } from './domain/body.ts'
import { formulaRevision } from './domain/formula-revision.ts'
import { reviseTargets } from './revise-targets.ts'

/**
 * Makes a locked person's targets go by the weight that is in force on a day now, up to the next day that has a weight of
 * its own: so that the order in which weighings arrive does not matter.
 */
export async function reweigh(
  stores: ProfileStores,
  userId: string,
  { profile, goal }: { profile: Profile; goal: Goal | undefined },
  day: string,
): Promise<void> {
  const { weights } = stores
  const until = await weights.nextDay(userId, day)
  const weight = await weights.inForce(userId, day)
  const weightThen = until && (await weights.inForce(userId, until))
  await reviseTargets(stores, userId, {
    from: day,
    until,
    rewrite(before, date) {
      if (until && date > until) return undefined
      const known = date === until && weightThen ? weightThen : weight
      if (!before) return formulaRevision(bodyOf(profile, goal, known), date)
      return before.body && formulaRevision(withWeight(before.body, known), date)
    },
  })
}
