import type { Sql } from '@mymacrotracker/database'

/** What a service has already taken in. */
export interface Inbox {
  /** Notes events in the transaction of what a consumer does about them; answers those it sees for the first time. */
  accept(consumer: string, eventIds: readonly string[]): Promise<Set<string>>
}

export function createInbox(sql: Sql): Inbox {
  return {
    async accept(consumer, eventIds) {
      const rows = await sql<{ id: string }>(
        'insert into inbox (consumer, event_id) select $1, unnest($2::text[])::uuid on conflict do nothing returning event_id::text as id',
        [consumer, eventIds],
      )
      return new Set(rows.map(({ id }) => id))
    },
  }
}
