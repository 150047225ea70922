import type { LocalDaysServiceService } from '@mymacrotracker/contracts/events/v1/local_days_service'
import { requireAll, requireTimeOfDay, requireTimeZone } from '@mymacrotracker/validation'
import type { Handlers } from '@mymacrotracker/rpc'
import type { EventsContext } from '../../context.ts'

export function keepDaySettings({ db }: EventsContext): Handlers<LocalDaysServiceService>['keepDaySettings'] {
  return async ({ timeZone, dayStartsAt, version }, { userId }) => {
    requireAll({
      timeZone: () => requireTimeZone('timeZone', timeZone),
      dayStartsAt: () => requireTimeOfDay('dayStartsAt', dayStartsAt),
    })
    await db.asUser(userId, ({ settings }) => settings.put({ userId, timeZone, dayStartsAt, version }))
    return {}
  }
}
