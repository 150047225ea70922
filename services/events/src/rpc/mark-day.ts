import { requireDay } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'
import { statusColumn } from '../domain/day-status.ts'

export function markDay({ db }: EventsContext): EventsHandlers['markDay'] {
  return async ({ date, status: given }, { userId }) => {
    requireDay('date', date)
    const status = statusColumn(given)
    await db.asUser(userId, async ({ marks, nextVersion }) => {
      const version = await nextVersion(userId)
      if ((await marks.find(userId, date))?.status !== status)
        await marks.put({ userId, date, status, version })
    })
    return {}
  }
}
