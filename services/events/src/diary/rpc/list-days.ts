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
    const marks = new Map(marked.map(({ date, status }) => [date, status]))
    const logged = new Map(sums.map((each) => [each.date, each]))
    // A day that is marked belongs to the range without an entry too: fasting is not forgetting.
    const dates = [...new Set([...logged.keys(), ...marks.keys()])].toSorted()
    return {
      days: dates.map((date) => ({
        date,
        totals: toList(exactly(logged.get(date)?.totals ?? {})),
        entryCount: logged.get(date)?.entryCount ?? 0,
        status: statusOf(marks.get(date)),
      })),
    }
  }
}
