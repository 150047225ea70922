import type { TargetsServiceService } from '@mymacrotracker/contracts/profile/v1/targets_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { localDay } from '@mymacrotracker/nutrition'
import { requireDay } from '@mymacrotracker/validation'
import type { ProfileContext } from '../../context.ts'
import { bodyOf } from '../domain/body.ts'
import { formulaRevision } from '../domain/formula-revision.ts'
import { targetsMessage } from '../targets-message.ts'

export function getTargets({ db, clock }: ProfileContext): Handlers<TargetsServiceService>['getTargets'] {
  return async ({ date: asked }, { userId }) => {
    if (asked) requireDay('date', asked)
    return db.reading.asUser(userId, async ({ profiles, targets, weights }) => {
      const { profile, goal } = await profiles.find(userId)
      const date = asked || localDay(clock.now(), profile)
      const revision =
        (await targets.findInForce(userId, date)) ??
        formulaRevision(bodyOf(profile, goal, await weights.inForce(userId, date)), date)
      return { targets: targetsMessage(revision, date) }
    })
  }
}
