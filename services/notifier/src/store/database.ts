import { PrismaPg } from '@prisma/adapter-pg'
import { transactions, type Database, type Pool } from '@mymacrotracker/database'
import { createInbox, type Inbox } from '@mymacrotracker/outbox'
import { notificationStore, type NotificationStore } from '../inbox/store/notification-store.ts'
import { PrismaClient } from './prisma/client.ts'

export interface NotifierStores {
  notifications: NotificationStore
  inbox: Inbox
}
export type NotifierDatabase = Database<NotifierStores>

export function openDatabase(pool: Pool): NotifierDatabase {
  return transactions({
    pool,
    prisma: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'notifier' }) }),
    storesOf: (sql, prisma): NotifierStores => ({
      notifications: notificationStore(prisma),
      inbox: createInbox(sql),
    }),
  })
}
