import type { Sql } from '@mymacrotracker/database'
import { weekdayOf, type Nutrients } from '@mymacrotracker/nutrition'

/** Targets in force from a day on, seven days, Monday first. */
export interface TargetCopy {
  userId: string
  effectiveFrom: string
  byWeekday: Nutrients[]
  source: number
  version: bigint
}

export interface TargetStore {
  /** Keeps what a fact says of its day; false when a later one is known already. */
  keep(copy: TargetCopy): Promise<boolean>
  /** Amounts in force on a day; undefined before the first targets. */
  findInForce(userId: string, date: string): Promise<Nutrients | undefined>
}

const KEEP = `
  insert into target_copies (user_id, effective_from, by_weekday, source, version) values ($1, $2, $3, $4, $5)
  on conflict (user_id, effective_from) do update set by_weekday = excluded.by_weekday, source = excluded.source, version = excluded.version
  where target_copies.version < excluded.version returning version`

const IN_FORCE =
  'select by_weekday as "byWeekday" from target_copies where user_id = $1 and effective_from <= $2 order by effective_from desc limit 1'

export function targetStore(sql: Sql): TargetStore {
  return {
    async keep({ userId, effectiveFrom, byWeekday, source, version }) {
      const kept = await sql(KEEP, [userId, effectiveFrom, JSON.stringify(byWeekday), source, version])
      return kept.length > 0
    },
    async findInForce(userId, date) {
      const [row] = await sql<{ byWeekday: Nutrients[] }>(IN_FORCE, [userId, date])
      return row?.byWeekday[weekdayOf(date)]
    },
  }
}
