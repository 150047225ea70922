import type { LocalDaysServiceService } from '@mymacrotracker/contracts/events/v1/local_days_service'
import { InvalidError } from '@mymacrotracker/errors'
import { isTimeOfDay, isTimeZone } from '@mymacrotracker/nutrition'
import type { Handlers } from '@mymacrotracker/rpc'
import type { EventsContext } from '../../context.ts'

export function keepDaySettings({ db }: EventsContext): Handlers<LocalDaysServiceService>['keepDaySettings'] {
  return async ({ timeZone, dayStartsAt, version }, { userId }) => {
    if (!isTimeZone(timeZone))
      throw InvalidError.field('timeZone', 'TIME_ZONE_UNKNOWN', 'must be an IANA zone')
    if (!isTimeOfDay(dayStartsAt)) throw InvalidError.field('dayStartsAt', 'TIME_INVALID', 'must be HH:MM')
    await db.asUser(userId, ({ settings }) => settings.put({ userId, timeZone, dayStartsAt, version }))
    return {}
  }
}
