import type { TargetsServiceService } from '@mymacrotracker/contracts/profile/v1/targets_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { localDay } from '@mymacrotracker/nutrition'
import { GoalKind } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { ProfileContext } from '../../context.ts'
import { bodyOf } from '../domain/body.ts'
import { checkGoal } from '../domain/check-goal.ts'
import { formulaRevision } from '../domain/formula-revision.ts'
import { reviseTargets } from '../revise-targets.ts'
import { targetsMessage } from '../targets-message.ts'

/** Targets come from the formula again from today on, whatever they came from before. */
export function putGoal({ db, clock }: ProfileContext): Handlers<TargetsServiceService>['putGoal'] {
  return async ({ goal = { kind: GoalKind.GOAL_KIND_UNSPECIFIED, ratePercentPerWeek: 0 } }, { userId }) => {
    checkGoal(goal)
    return db.asUser(userId, async (stores) => {
      const { profile } = await stores.profiles.lock(userId)
      const today = localDay(clock.now(), profile)
      const body = bodyOf(profile, goal, await stores.weights.inForce(userId, today))
      await stores.profiles.saveGoal(userId, goal)
      await reviseTargets(stores, userId, {
        from: today,
        rewrite: (_before, day) => formulaRevision(body, day),
      })
      return { goal, targets: targetsMessage(formulaRevision(body, today), today) }
    })
  }
}
