import { PrismaPg } from '@prisma/adapter-pg'
import { pgTransactions, prismaTransactions, type Database, type Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox, type Inbox, type Outbox } from '@mymacrotracker/outbox'
import { PrismaClient } from './prisma/client.ts'
import {
  profileReader,
  profileStore,
  type ProfileReader,
  type ProfileStore,
} from '../person/store/profile-store.ts'
import {
  targetReader,
  targetStore,
  type TargetReader,
  type TargetStore,
} from '../targets/store/target-store.ts'
import {
  weightReader,
  weightStore,
  type WeightReader,
  type WeightStore,
} from '../targets/store/weight-store.ts'

export interface ProfileStores {
  profiles: ProfileStore
  targets: TargetStore
  weights: WeightStore
  inbox: Inbox
  outbox: Outbox
}
/** What is read on every home screen and every day: the hot path, without Prisma. */
export interface ProfileReaders {
  profiles: ProfileReader
  targets: TargetReader
  weights: WeightReader
}
export type ProfileDatabase = Database<ProfileStores, ProfileReaders>

export function openDatabase(
  pool: Pool,
  wakeRelay: () => void,
): { db: ProfileDatabase; close(): Promise<void> } {
  const { db, close } = prismaTransactions({
    pool,
    clientOn: (connections) =>
      new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'profile' }) }),
    storesOf: (tx, sql): ProfileStores => ({
      profiles: profileStore(tx, sql),
      targets: targetStore(tx),
      weights: weightStore(sql),
      inbox: createInbox(sql),
      outbox: createOutbox(sql, wakeRelay),
    }),
  })
  const { reading } = pgTransactions(pool, (sql): ProfileReaders => ({
    profiles: profileReader(sql),
    targets: targetReader(sql),
    weights: weightReader(sql),
  }))
  return { db: { ...db, reading }, close }
}
