import { PrismaPg } from '@prisma/adapter-pg'
import { prismaTransactions } from '@mymacrotracker/database'
import type { Database, Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox } from '@mymacrotracker/outbox'
import type { Inbox, Outbox } from '@mymacrotracker/outbox'
import { PrismaClient } from './prisma/client.ts'
import { profileStore } from './profile-store.ts'
import type { ProfileStore } from './profile-store.ts'
import { targetStore } from './target-store.ts'
import type { TargetStore } from './target-store.ts'
import { weightStore } from './weight-store.ts'
import type { WeightStore } from './weight-store.ts'

export interface ProfileStores { profiles: ProfileStore; targets: TargetStore; weights: WeightStore; inbox: Inbox; outbox: Outbox }
export type ProfileDatabase = Database<ProfileStores>

export function openDatabase(pool: Pool, wakeRelay: () => void): { db: ProfileDatabase; close(): Promise<void> } {
  return prismaTransactions({
    pool,
    clientOn: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'profile' }) }),
    storesOf: (tx, sql): ProfileStores => ({
      profiles: profileStore(tx, sql), targets: targetStore(tx), weights: weightStore(tx), inbox: createInbox(sql), outbox: createOutbox(sql, wakeRelay),
    }),
  })
}
