import { requireDayRange } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'
import { statusOf } from '../domain/day-status.ts'
import { fromColumn } from '../domain/nutrition.ts'

export function listDays({ diary, db }: EventsContext): EventsHandlers['listDays'] {
  return async (request, { userId }) => {
    const { from, to } = requireDayRange(request.from, request.to)
    const [sums, marked] = await Promise.all([
      diary.reading.asUser(userId, ({ entries }) => entries.days(userId, from, to)),
      db.reading.asUser(userId, ({ marks }) => marks.range(userId, from, to)),
    ])
    const status = new Map(marked.map((mark) => [mark.date, mark.status]))
    return {
      days: sums.map(({ date, totals, entryCount }) => ({
        date,
        totals: fromColumn(totals),
        entryCount,
        status: statusOf(status.get(date)),
      })),
    }
  }
}
