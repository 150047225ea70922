import type { TargetsServiceService } from '@mymacrotracker/contracts/profile/v1/targets_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { localDay } from '@mymacrotracker/nutrition'
import type { ProfileContext } from '../../context.ts'
import { checkCustomTargets } from '../domain/check-custom-targets.ts'
import { customRevision } from '../domain/custom-revision.ts'
import { reviseTargets } from '../revise-targets.ts'
import { refuseFaults } from '@mymacrotracker/validation'
import { targetsMessage } from '../targets-message.ts'

export function putTargets({ db, clock }: ProfileContext): Handlers<TargetsServiceService>['putTargets'] {
  return async ({ targets: everyDay = { amounts: [] }, byWeekday }, { userId }) => {
    refuseFaults(checkCustomTargets(everyDay, byWeekday))
    return db.asUser(userId, async (stores) => {
      const { profile } = await stores.profiles.lock(userId)
      const today = localDay(clock.now(), profile)
      const revision = customRevision(everyDay, byWeekday, today)
      await reviseTargets(stores, userId, {
        from: today,
        rewrite: (_before, day) => ({ ...revision, effectiveFrom: day }),
      })
      // Who has just set a week hears of a mismatch on any of its days, not only on today's.
      return { targets: { ...targetsMessage(revision, today), warnings: revision.warnings } }
    })
  }
}
