import { PrismaPg } from '@prisma/adapter-pg'
import type { Sealer } from '@mymacrotracker/keys'
import { createIdempotency, transactions, type Database, type Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox, type Inbox, type Outbox } from '@mymacrotracker/outbox'
import { dayMarkStore, type DayMarkStore } from '../diary/store/day-mark-store.ts'
import { entryStore, type EntryStore } from '../diary/store/entry-store.ts'
import { eatenFoodStore, type EatenFoodStore } from '../foods/store/eaten-food-store.ts'
import { foodCopyStore, type FoodCopyStore } from '../foods/store/food-copy-store.ts'
import { ownFoodStore, type OwnFoodStore } from '../foods/store/own-food-store.ts'
import { personSettingsStore, type PersonSettingsStore } from '../local-days/store/person-settings-store.ts'
import { weightStore, type WeightStore } from '../weights/store/weight-store.ts'
import { PrismaClient } from './prisma/client.ts'
import { nextVersion } from './user-version.ts'

export interface EventsStores {
  entries: EntryStore
  marks: DayMarkStore
  ownFoods: OwnFoodStore
  eatenFoods: EatenFoodStore
  foodCopies: FoodCopyStore
  weights: WeightStore
  settings: PersonSettingsStore
  outbox: Outbox
  inbox: Inbox
  idempotency: ReturnType<typeof createIdempotency>
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

export function openDatabase({ pool, wakeRelay, sealer }: DatabaseOptions): EventsDatabase {
  return transactions({
    pool,
    prisma: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'events' }) }),
    storesOf: (sql, prisma): EventsStores => ({
      entries: entryStore(sql),
      marks: dayMarkStore(sql, prisma),
      ownFoods: ownFoodStore(prisma),
      eatenFoods: eatenFoodStore(sql),
      foodCopies: foodCopyStore(prisma),
      weights: weightStore(prisma),
      settings: personSettingsStore(sql),
      outbox: createOutbox(sql, wakeRelay),
      inbox: createInbox(sql),
      idempotency: createIdempotency(sql, sealer),
      afterCommit: (work) => sql.afterCommit(work),
      nextVersion: (userId) => nextVersion(sql, userId),
    }),
  })
}
