import { PrismaPg } from '@prisma/adapter-pg'
import type { Sealer } from '@mymacrotracker/keys'
import {
  createIdempotency,
  pgTransactions,
  prismaTransactions,
  type Database,
  type Pool,
  type Sql,
} from '@mymacrotracker/database'
import { createInbox, createOutbox, type Inbox, type Outbox } from '@mymacrotracker/outbox'
import { diaryStore, type DiaryStore } from '../diary/store/entry-store.ts'
import { foodCopyStore, type FoodCopyStore } from '../foods/store/food-copy-store.ts'
import { ownFoodStore, type OwnFoodStore } from '../foods/store/own-food-store.ts'
import { personSettingsStore, type PersonSettingsStore } from '../local-days/store/person-settings-store.ts'
import { PrismaClient } from './prisma/client.ts'
import { dayMarkStore, type DayMarkStore } from '../diary/store/day-mark-store.ts'
import { nextVersion } from './user-version.ts'
import { weightStore, type WeightStore } from '../weights/store/weight-store.ts'

type Idempotency = ReturnType<typeof createIdempotency>

interface Messaging {
  outbox: Outbox
  inbox: Inbox
  idempotency: Idempotency
}

/** Stores of the hot path. */
export interface DiaryStores extends Messaging {
  entries: DiaryStore
}
export type DiaryDatabase = Database<DiaryStores>

export interface EventsStores extends Messaging {
  weights: WeightStore
  marks: DayMarkStore
  ownFoods: OwnFoodStore
  foodCopies: FoodCopyStore
  settings: PersonSettingsStore
  /** Runs `work` once the transaction has committed. */
  afterCommit(work: () => void): void
  /** The person's next version, under the lock of their row until the transaction ends. */
  nextVersion(userId: string): Promise<bigint>
}
export type EventsDatabase = Database<EventsStores>

interface DatabaseOptions {
  pool: Pool
  wakeRelay: () => void
  sealer: Sealer
}

export function openDatabase({ pool, wakeRelay, sealer }: DatabaseOptions): {
  diary: DiaryDatabase
  db: EventsDatabase
  close(): Promise<void>
} {
  const messaging = (sql: Sql): Messaging => ({
    outbox: createOutbox(sql, wakeRelay),
    inbox: createInbox(sql),
    idempotency: createIdempotency(sql, sealer),
  })
  const diary = pgTransactions(pool, (sql): DiaryStores => ({ entries: diaryStore(sql), ...messaging(sql) }))
  const { db, close } = prismaTransactions({
    pool,
    clientOn: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'events' }) }),
    storesOf: (tx, sql): EventsStores => ({
      weights: weightStore(tx),
      marks: dayMarkStore(tx),
      ownFoods: ownFoodStore(tx),
      foodCopies: foodCopyStore(tx),
      settings: personSettingsStore(sql),
      nextVersion: (userId) => nextVersion(sql, userId),
      afterCommit: (work) => sql.afterCommit(work),
      ...messaging(sql),
    }),
  })
  return { diary, db, close }
}
