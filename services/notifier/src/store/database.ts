import { PrismaPg } from '@prisma/adapter-pg'
import { prismaTransactions, type Database, type Pool } from '@mymacrotracker/database'
import { createInbox, type Inbox } from '@mymacrotracker/outbox'
import { notificationStore, type NotificationStore } from '../inbox/store/notification-store.ts'
import { PrismaClient } from './prisma/client.ts'

export interface NotifierStores {
  notifications: NotificationStore
  inbox: Inbox
}
export type NotifierDatabase = Database<NotifierStores>

export function openDatabase(pool: Pool): { db: NotifierDatabase; close(): Promise<void> } {
  return prismaTransactions({
    pool,
    clientOn: (connections) =>
      new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'notifier' }) }),
    storesOf: (tx, sql): NotifierStores => ({
      notifications: notificationStore(tx),
      inbox: createInbox(sql),
    }),
  })
}
