import type { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireDay } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { statusOf } from '../domain/day-status.ts'
import { plainName, sum, toList } from '@mymacrotracker/nutrition'
import { entryMessage } from '../entry-message.ts'
import type { EntryRow } from '../store/entry-store.ts'

export function getDay({ db, days, clock }: EventsContext): Handlers<DiaryServiceService>['getDay'] {
  return async ({ date: given }, context) => {
    const { userId } = context
    const date = given ? requireDay('date', given) : await days.dayOf(userId, new Date(clock.now()), context)
    const [rows, mark] = await db.reading.asUser(userId, (stores) =>
      Promise.all([stores.entries.day(userId, date), stores.marks.findStatus(userId, date)]),
    )
    const byMeal = [...Map.groupBy(rows, ({ meal }) => plainName(meal)).values()].map((ofMeal) => ({
      meal: ofMeal[0]!.meal,
      totals: totalsOf(ofMeal),
    }))
    return {
      date,
      entries: rows.map(entryMessage),
      totals: totalsOf(rows),
      byMeal,
      status: statusOf(mark),
    }
  }
}

function totalsOf(rows: readonly EntryRow[]) {
  return toList(sum(rows.map(({ nutrients }) => nutrients)))
}
