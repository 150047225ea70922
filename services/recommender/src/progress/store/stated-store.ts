import type { Sql } from '@mymacrotracker/database'

/** What others were told last of one kind of progress on a day. */
export interface Stated {
  isWithdrawn: boolean
  /** As people see them. */
  figures: string
}

export interface StatedStore {
  /**
   * Makes the person's other facts wait until this transaction ends: entries and targets come on topics of their own, and two
   * transactions that do not see each other would each find nothing to state.
   */
  lock(userId: string): Promise<void>
  /** By kind. */
  ofDay(userId: string, date: string): Promise<Map<string, Stated>>
  keep(userId: string, date: string, kind: string, stated: Stated): Promise<void>
}

const KEEP = `
  insert into stated_progress (user_id, date, kind, is_withdrawn, figures) values ($1, $2, $3, $4, $5)
  on conflict (user_id, date, kind) do update set is_withdrawn = excluded.is_withdrawn, figures = excluded.figures, stated_at = now()`

export function statedStore(sql: Sql): StatedStore {
  return {
    async lock(userId) {
      await sql('select pg_advisory_xact_lock(hashtextextended($1, 3))', [userId])
    },
    async ofDay(userId, date) {
      const rows = await sql<Stated & { kind: string }>(
        'select kind, is_withdrawn as "isWithdrawn", figures from stated_progress where user_id = $1 and date = $2',
        [userId, date],
      )
      return new Map(rows.map(({ kind, ...stated }) => [kind, stated]))
    },
    async keep(userId, date, kind, { isWithdrawn, figures }) {
      await sql(KEEP, [userId, date, kind, isWithdrawn, figures])
    },
  }
}
