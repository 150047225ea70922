import { WeightsServiceService } from '@mymacrotracker/contracts/events/v1/weights_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { EventsContext } from '../context.ts'
import { recordWeight } from './rpc/record-weight.ts'
import { deleteWeight } from './rpc/delete-weight.ts'
import { getWeight } from './rpc/get-weight.ts'
import { updateWeight } from './rpc/update-weight.ts'
import { listWeights } from './rpc/list-weights.ts'

/** What was weighed, and the trend through it. */
export function weightsFeature(context: EventsContext): FeatureParts {
  return {
    services: [
      registration(WeightsServiceService, {
        recordWeight: recordWeight(context),
        getWeight: getWeight(context),
        updateWeight: updateWeight(context),
        deleteWeight: deleteWeight(context),
        listWeights: listWeights(context),
      }),
    ],
  }
}
