import type { TargetsServiceService } from '@mymacrotracker/contracts/profile/v1/targets_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { localDay } from '@mymacrotracker/nutrition'
import type { ProfileContext } from '../../context.ts'
import { bodyOf, isWhole } from '../domain/body.ts'
import { planEnergy } from '../domain/energy.ts'
import { checkCustomTargets } from '../domain/check-custom-targets.ts'
import { customRevision } from '../domain/custom-revision.ts'
import { reviseTargets } from '../revise-targets.ts'
import { targetsMessage } from '../targets-message.ts'

export function putTargets({ db, clock }: ProfileContext): Handlers<TargetsServiceService>['putTargets'] {
  return async ({ targets: everyDay = { amounts: [] }, byWeekday }, { userId }) => {
    checkCustomTargets(everyDay, byWeekday)
    return db.asUser(userId, async (stores) => {
      const { profile, goal } = await stores.profiles.lock(userId)
      const today = localDay(clock.now(), profile)
      const body = bodyOf(profile, goal, await stores.weights.inForce(userId, today))
      const floorKcal = isWhole(body) ? planEnergy(body, today).floorKcal : undefined
      const revision = customRevision(everyDay, byWeekday, today, floorKcal)
      await reviseTargets(stores, userId, {
        from: today,
        rewrite: (_before, day) => ({ ...revision, effectiveFrom: day }),
      })
      // Whoever has just set a week is warned of a mismatch on any of its days, not only on today's.
      return { targets: { ...targetsMessage(revision, today), warnings: revision.warnings } }
    })
  }
}
