import type { Sql } from '@mymacrotracker/database'
import { UnavailableError } from '@mymacrotracker/errors'
import type { DaySettings } from '@mymacrotracker/nutrition'

export interface PersonSettings extends DaySettings {
  userId: string
  /** The profile's version; 0 when it was asked for before any fact had come. */
  version: bigint
}

export interface PersonSettingsStore {
  find(userId: string): Promise<DaySettings | undefined>
  /** Settings whose copy was made sure of before. Throws DATABASE_UNAVAILABLE when it could not be kept. */
  get(userId: string): Promise<DaySettings>
  /** Keeps the settings with the highest version. */
  put(settings: PersonSettings): Promise<void>
}

const PUT = `
  insert into person_settings (user_id, time_zone, day_starts_at, version) values ($1::uuid, $2, $3, $4)
  on conflict (user_id) do update
    set time_zone = excluded.time_zone, day_starts_at = excluded.day_starts_at, version = excluded.version
    where person_settings.version < excluded.version`

const FIND = `
  select time_zone as "timeZone", day_starts_at as "dayStartsAt" from person_settings where user_id = $1::uuid`

export function personSettingsStore(sql: Sql): PersonSettingsStore {
  const find = async (userId: string) => (await sql<DaySettings>(FIND, [userId]))[0]
  return {
    find,
    async get(userId) {
      const settings = await find(userId)
      if (settings) return settings
      throw new UnavailableError('DATABASE_UNAVAILABLE', 'the time zone could not be kept; try again soon', {
        retryAfterMs: 500,
      })
    },
    async put({ userId, timeZone, dayStartsAt, version }) {
      await sql(PUT, [userId, timeZone, dayStartsAt, version])
    },
  }
}
