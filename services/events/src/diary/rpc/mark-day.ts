import type { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { requireDay } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { statusColumn } from '../domain/day-status.ts'

export function markDay({ db }: EventsContext): Handlers<DiaryServiceService>['markDay'] {
  return async ({ date, status: given }, { userId }) => {
    requireDay('date', date)
    const status = statusColumn(given)
    await db.asUser(userId, async ({ marks, nextVersion }) => {
      const version = await nextVersion(userId)
      if ((await marks.findStatus(userId, date)) !== status)
        await marks.put({ userId, date, status, version })
    })
    return {}
  }
}
