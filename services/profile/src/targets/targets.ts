import { TargetsServiceService } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { ProfileContext } from '../context.ts'
import { onWeightRecorded } from './consumers/on-weight-recorded.ts'
import { putGoal } from './rpc/put-goal.ts'
import { getTargets } from './rpc/get-targets.ts'
import { putTargets } from './rpc/put-targets.ts'

export { bodyOf, isSameBody } from './domain/body.ts'
export { formulaRevision } from './domain/formula-revision.ts'
export { reviseTargets } from './revise-targets.ts'

/** What a person is to eat, on any day. */
export function targetsFeature(context: ProfileContext): FeatureParts {
  return {
    services: [
      registration(TargetsServiceService, {
        putGoal: putGoal(context),
        getTargets: getTargets(context),
        putTargets: putTargets(context),
      }),
    ],
    consumers: [onWeightRecorded(context)],
  }
}
