import { pgTransactions } from '@mymacrotracker/database'
import type { Database, Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox } from '@mymacrotracker/outbox'
import type { Inbox, Outbox } from '@mymacrotracker/outbox'
import { entryStore } from './entry-store.ts'
import type { EntryStore } from './entry-store.ts'
import { statedStore } from './stated-store.ts'
import type { StatedStore } from './stated-store.ts'
import { targetStore } from './target-store.ts'
import type { TargetStore } from './target-store.ts'

export interface RecommenderStores { entries: EntryStore; targets: TargetStore; stated: StatedStore; inbox: Inbox; outbox: Outbox }
export type RecommenderDatabase = Database<RecommenderStores>

/** Over pg alone: a fact comes for every entry that anybody logs. */
export function openDatabase(pool: Pool, wakeRelay: () => void): RecommenderDatabase {
  return pgTransactions(pool, (sql): RecommenderStores => ({
    entries: entryStore(sql), targets: targetStore(sql), stated: statedStore(sql), inbox: createInbox(sql), outbox: createOutbox(sql, wakeRelay),
  }))
}
