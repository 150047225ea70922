import type { Sql } from '@mymacrotracker/database'

/** Events a service has already handled. */
export interface Inbox {
  /** Records events in the transaction of their effects. Returns those seen for the first time. */
  accept(consumer: string, eventIds: readonly string[]): Promise<Set<string>>
}

export function createInbox(sql: Sql): Inbox {
  return {
    async accept(consumer, eventIds) {
      // The inbox has no row-level security: without a transaction its row would stay though the effect failed.
      await sql.begun()
      const rows = await sql<{ id: string }>(
        'insert into inbox (consumer, event_id) select $1, unnest($2::text[])::uuid on conflict do nothing returning event_id::text as id',
        [consumer, eventIds],
      )
      return new Set(rows.map(({ id }) => id))
    },
  }
}
