import type { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireDayRange } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { statusOf } from '../domain/day-status.ts'
import { exactly, toList } from '@mymacrotracker/nutrition'

export function listDays({ db }: EventsContext): Handlers<DiaryServiceService>['listDays'] {
  return async (request, { userId }) => {
    const { from, to } = requireDayRange(request.from, request.to)
    const [sums, marked] = await db.reading.asUser(userId, ({ entries, marks }) =>
      Promise.all([entries.days(userId, from, to), marks.range(userId, from, to)]),
    )
    const status = new Map(marked.map((mark) => [mark.date, mark.status]))
    return {
      days: sums.map(({ date, totals, entryCount }) => ({
        date,
        totals: toList(exactly(totals)),
        entryCount,
        status: statusOf(status.get(date)),
      })),
    }
  }
}
