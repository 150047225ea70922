import { PrismaPg } from '@prisma/adapter-pg'
import { transactions, type Database, type Pool } from '@mymacrotracker/database'
import { createInbox, createOutbox, type Inbox, type Outbox } from '@mymacrotracker/outbox'
import { profileStore, type ProfileStore } from '../person/store/profile-store.ts'
import { targetStore, type TargetStore } from '../targets/store/target-store.ts'
import { weightStore, type WeightStore } from '../targets/store/weight-store.ts'
import { PrismaClient } from './prisma/client.ts'

export interface ProfileStores {
  profiles: ProfileStore
  targets: TargetStore
  weights: WeightStore
  inbox: Inbox
  outbox: Outbox
}
export type ProfileDatabase = Database<ProfileStores>

export function openDatabase(pool: Pool, wakeRelay: () => void): ProfileDatabase {
  return transactions({
    pool,
    prisma: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'profile' }) }),
    storesOf: (sql, prisma): ProfileStores => ({
      profiles: profileStore(sql, prisma),
      targets: targetStore(sql, prisma),
      weights: weightStore(sql),
      inbox: createInbox(sql),
      outbox: createOutbox(sql, wakeRelay),
    }),
  })
}
