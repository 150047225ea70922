import type { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireDay } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { statusOf } from '../domain/day-status.ts'
import { sum } from '@mymacrotracker/nutrition'
import { entryMessage } from '../entry-message.ts'

export function getDay({ diary, days, clock }: EventsContext): Handlers<DiaryServiceService>['getDay'] {
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
