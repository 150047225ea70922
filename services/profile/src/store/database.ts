import { PrismaPg } from '@prisma/adapter-pg'
import { pgTransactions, prismaTransactions } from '@mymacrotracker/database'
import type { Database, Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox } from '@mymacrotracker/outbox'
import type { Inbox, Outbox } from '@mymacrotracker/outbox'
import { PrismaClient } from './prisma/client.ts'
import { profileReader, profileStore } from './profile-store.ts'
import type { ProfileReader, ProfileStore } from './profile-store.ts'
import { targetReader, targetStore } from './target-store.ts'
import type { TargetReader, TargetStore } from './target-store.ts'
import { weightReader, weightStore } from './weight-store.ts'
import type { WeightReader, WeightStore } from './weight-store.ts'

export interface ProfileStores { profiles: ProfileStore; targets: TargetStore; weights: WeightStore; inbox: Inbox; outbox: Outbox }
/** What is read on every home screen and every day: the hot path, without Prisma. */
export interface ProfileReaders { profiles: ProfileReader; targets: TargetReader; weights: WeightReader }
export type ProfileDatabase = Database<ProfileStores, ProfileReaders>

export function openDatabase(pool: Pool, wakeRelay: () => void): { db: ProfileDatabase; close(): Promise<void> } {
  const { db, close } = prismaTransactions({
    pool,
    clientOn: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'profile' }) }),
    storesOf: (tx, sql): ProfileStores => ({
      profiles: profileStore(tx, sql), targets: targetStore(tx), weights: weightStore(tx, sql), inbox: createInbox(sql), outbox: createOutbox(sql, wakeRelay),
    }),
  })
  const { reading } = pgTransactions(pool, (sql): ProfileReaders => ({ profiles: profileReader(sql), targets: targetReader(sql), weights: weightReader(sql) }))
  return { db: { ...db, reading }, close }
}
