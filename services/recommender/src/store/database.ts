import { transactions, type Database, type Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox, type Inbox, type Outbox } from '@mymacrotracker/outbox'
import { entryStore, type EntryStore } from '../progress/store/entry-store.ts'
import { statedStore, type StatedStore } from '../progress/store/stated-store.ts'
import { targetStore, type TargetStore } from '../progress/store/target-store.ts'

export interface RecommenderStores {
  entries: EntryStore
  targets: TargetStore
  stated: StatedStore
  inbox: Inbox
  outbox: Outbox
}
export type RecommenderDatabase = Database<RecommenderStores>

/** Over pg alone: a fact comes for every entry that anybody logs. */
export function openDatabase(pool: Pool, wakeRelay: () => void): RecommenderDatabase {
  return transactions({
    pool,
    storesOf: (sql): RecommenderStores => ({
      entries: entryStore(sql),
      targets: targetStore(sql),
      stated: statedStore(sql),
      inbox: createInbox(sql),
      outbox: createOutbox(sql, wakeRelay),
    }),
  })
}
