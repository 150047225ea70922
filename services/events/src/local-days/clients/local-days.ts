import { localDay, type DaySettings } from '@mymacrotracker/nutrition'
import { classifyFailure } from '@mymacrotracker/errors'
import type { CallContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'
import { LRUCache } from 'lru-cache'
import type { EventsDatabase } from '../../store/database.ts'

/** The user's local day, never the server's. */
export interface LocalDays {
  dayOf(userId: string, instant: Date, context: CallContext): Promise<string>
  /** Forgets what is remembered in memory of a person's zone. */
  forget(userId: string): void
}

/** People whose zone is remembered; a change that came to another process is seen here after so long. */
const REMEMBERED = 10_000
const REMEMBER_MS = 5000

export function createLocalDays(db: EventsDatabase, clients: Pick<Clients, 'profile'>): LocalDays {
  const remembered = new LRUCache<string, DaySettings>({ max: REMEMBERED, ttl: REMEMBER_MS })

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
    async dayOf(userId, instant, context) {
      let settings = remembered.get(userId)
      if (!settings) remembered.set(userId, (settings = await settingsOf(userId, context)))
      return localDay(instant.getTime(), settings)
    },
    forget: (userId) => {
      remembered.delete(userId)
    },
  }
}
