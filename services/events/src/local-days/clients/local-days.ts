import { localDay, type DaySettings } from '@mymacrotracker/nutrition'
import { classifyFailure } from '@mymacrotracker/errors'
import type { CallContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'
import type { EventsDatabase } from '../../store/database.ts'

/** The user's local day, never the server's. */
export interface LocalDays {
  dayOf(userId: string, instant: Date, context: CallContext): Promise<string>
}

/** The zone is read anew each time: whoever has been answered that it changed writes on the new day, in whichever process. */
export function createLocalDays(db: EventsDatabase, clients: Pick<Clients, 'profile'>): LocalDays {
  const settingsOf = async (userId: string, context: CallContext): Promise<DaySettings> => {
    const copy = await db.reading.asUser(userId, ({ settings }) => settings.find(userId))
    if (copy) return copy
    const { profile } = await clients.profile.person.getProfile({}, context)
    const asked = { timeZone: profile!.timeZone, dayStartsAt: profile!.dayStartsAt }
    await db
      .asUser(userId, ({ settings }) => settings.put({ userId, ...asked, version: 0n }))
      .catch(unlessUnavailable)
    return asked
  }
  /** Without the copy the profile is asked again: no reason to fail a read while nothing can be written. */
  const unlessUnavailable = (error: unknown) => {
    if (classifyFailure(error) !== 'transient') throw error
  }
  return {
    dayOf: async (userId, instant, context) => localDay(instant.getTime(), await settingsOf(userId, context)),
  }
}
