import type { Sql } from '@mymacrotracker/database'
import type { Nutrients } from '@mymacrotracker/nutrition'

/** A diary entry as the last fact about it said. */
export interface EntryCopy {
  userId: string
  entryId: string
  /** The person's local day, YYYY-MM-DD. */
  date: string
  meal: string
  foodId: string | null
  nutrients: Nutrients
  version: bigint
  deleted: boolean
}

export interface EntryStore {
  /** Keeps what facts say of a person's entries, each unless a later one is known. Answers the days that changed, those that entries moved away from as well. */
  keep(userId: string, copies: readonly EntryCopy[]): Promise<Set<string>>
  /** Nutrients of each entry of a day. */
  nutrientsOn(userId: string, date: string): Promise<Nutrients[]>
  /** Days with entries, from one day to another. */
  listDates(userId: string, from: string, to: string): Promise<string[]>
}

const KEEP = `
  with given as (
    select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::boolean[])
      as g (entry_id, date, meal, food_id, nutrients, version, deleted)
  ), before as (
    select e.entry_id, e.date from entry_copies e join given using (entry_id) where e.user_id = $1::uuid and e.version < given.version
  ), kept as (
    insert into entry_copies (user_id, entry_id, date, meal, food_id, nutrients, version, deleted)
    select $1::uuid, entry_id, date, meal, food_id, nutrients::jsonb, version, deleted from given
    on conflict (user_id, entry_id) do update set date = excluded.date, meal = excluded.meal, food_id = excluded.food_id,
      nutrients = excluded.nutrients, version = excluded.version, deleted = excluded.deleted
    where entry_copies.version < excluded.version
    returning date
  )
  select date from kept union select date from before`

export function entryStore(sql: Sql): EntryStore {
  return {
    async keep(userId, copies) {
      const latest = [...Map.groupBy(copies, ({ entryId }) => entryId).values()].map((each) =>
        each.reduce((a, b) => (b.version > a.version ? b : a)),
      )
      const column = <K extends keyof EntryCopy>(key: K) => latest.map((copy) => copy[key])
      const rows = await sql<{ date: string }>(KEEP, [
        userId,
        column('entryId'),
        column('date'),
        column('meal'),
        column('foodId'),
        column('nutrients').map((each) => JSON.stringify(each)),
        column('version').map(String),
        column('deleted'),
      ])
      return new Set(rows.map(({ date }) => date))
    },
    async nutrientsOn(userId, date) {
      const rows = await sql<{ nutrients: Nutrients }>(
        'select nutrients from entry_copies where user_id = $1 and date = $2 and not deleted order by entry_id',
        [userId, date],
      )
      return rows.map(({ nutrients }) => nutrients)
    },
    async listDates(userId, from, to) {
      const rows = await sql<{ date: string }>(
        'select distinct date from entry_copies where user_id = $1 and date between $2 and $3 and not deleted order by date',
        [userId, from, to],
      )
      return rows.map(({ date }) => date)
    },
  }
}
