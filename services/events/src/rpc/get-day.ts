import { requireDay } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'
import { statusOf } from '../domain/day-status.ts'
import { sum } from '../domain/nutrition.ts'
import { entryMessage } from './entry-message.ts'

export function getDay({ diary, days, clock }: EventsContext): EventsHandlers['getDay'] {
  return async ({ date: given }, context) => {
    const { userId } = context
    const date = given ? requireDay('date', given) : await days.dayOf(userId, new Date(clock.now()), context)
    const [rows, mark] = await diary.reading.asUser(userId, (stores) =>
      Promise.all([stores.entries.day(userId, date), stores.entries.markOf(userId, date)]),
    )
    const entries = rows.map(entryMessage)
    const byMeal = [...Map.groupBy(entries, ({ meal }) => meal)].map(([meal, ofMeal]) => ({
      meal,
      totals: sum(ofMeal.map(({ nutrients }) => nutrients)),
    }))
    return {
      date,
      entries,
      totals: sum(entries.map(({ nutrients }) => nutrients)),
      byMeal,
      status: statusOf(mark),
    }
  }
}
