import { localDay, type DaySettings } from '@mymacrotracker/nutrition'
import { classifyFailure } from '@mymacrotracker/errors'
import type { CallContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'
import { LRUCache } from 'lru-cache'
import type { EventsDatabase } from '../../store/database.ts'

/** The user's local day, never the server's. */
export interface LocalDays {
  dayOf(userId: string, instant: Date, context: CallContext): Promise<string>
  /** Makes sure that the diary has a copy of the person's zone, so that a transaction can read it. */
  ensureCopy(userId: string, context: CallContext): Promise<void>
}

/** People remembered to have a copy, which is never removed while they have an account. */
const REMEMBERED = 50_000

/** The zone is read anew each time: whoever has been answered that it changed writes on the new day, in whichever process. */
export function createLocalDays(db: EventsDatabase, clients: Pick<Clients, 'profile'>): LocalDays {
  const copied = new LRUCache<string, true>({ max: REMEMBERED })

  const settingsOf = async (userId: string, context: CallContext): Promise<DaySettings> => {
    const copy = await db.reading.asUser(userId, ({ settings }) => settings.find(userId))
    if (copy) {
      copied.set(userId, true)
      return copy
    }
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
    ensureCopy: async (userId, context) => {
      if (!copied.has(userId)) await settingsOf(userId, context)
    },
    dayOf: async (userId, instant, context) => localDay(instant.getTime(), await settingsOf(userId, context)),
  }
}
