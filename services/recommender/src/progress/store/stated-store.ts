import type { Sql } from '@mymacrotracker/database'

export interface StatedStore {
  /**
   * Makes the person's other facts wait until this transaction ends: entries and targets come on topics of their own, and two
   * transactions that do not see each other would each find nothing to state.
   */
  lock(userId: string): Promise<void>
  /** True the first time a kind of progress is stated of a day. */
  addOnce(userId: string, date: string, kind: string): Promise<boolean>
}

export function statedStore(sql: Sql): StatedStore {
  return {
    async lock(userId) {
      await sql('select pg_advisory_xact_lock(hashtextextended($1, 3))', [userId])
    },
    async addOnce(userId, date, kind) {
      const added = await sql(
        'insert into stated_progress (user_id, date, kind) values ($1, $2, $3) on conflict do nothing returning kind',
        [userId, date, kind],
      )
      return added.length > 0
    },
  }
}
