import type { WeightsServiceService } from '@mymacrotracker/contracts/events/v1/weights_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { addDays } from '@mymacrotracker/nutrition'
import { requireDayRange } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { TREND_MEMORY_DAYS, trendOf } from '../domain/trend.ts'
import { weightMessage } from '../weight-message.ts'

/** The trend starts before the range, so that a day's figure does not depend on the range that is asked for. */
export function listWeights({ db }: EventsContext): Handlers<WeightsServiceService>['listWeights'] {
  return async (request, { userId }) => {
    const { from, to } = requireDayRange(request.from, request.to)
    const rows = await db.reading.asUser(userId, ({ weights }) =>
      weights.range(userId, addDays(from, -TREND_MEMORY_DAYS), to),
    )
    return {
      weights: rows.filter(({ date }) => date >= from).map(weightMessage),
      trend: trendOf(rows).filter(({ date }) => date >= from),
    }
  }
}
