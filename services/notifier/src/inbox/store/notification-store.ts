import { NotFoundError } from '@mymacrotracker/errors'
import type { Notification, Prisma } from '../../store/prisma/client.ts'

export type NotificationRow = Notification
export type NewNotification = Pick<
  Notification,
  'userId' | 'id' | 'kind' | 'title' | 'body' | 'date' | 'createdAt'
>

type OfDay = Pick<Notification, 'userId' | 'kind' | 'date'>

export interface NotificationStore {
  /** Stores it, unless one of its kind says the same of that day. An unread one gets its words, one that was read gives way. */
  tell(notification: NewNotification): Promise<void>
  /** Gives an unread message of a kind and day other words. */
  rewrite(words: OfDay & Pick<Notification, 'title' | 'body'>): Promise<void>
  /** Removes an unread message of a kind and day; one that was read stays as history. */
  withdraw(ofDay: OfDay): Promise<void>
  /** Newest first, after the one with id `before`. */
  page(options: {
    userId: string
    before: string | undefined
    unreadOnly: boolean
    limit: number
  }): Promise<NotificationRow[]>
  /** Keeps the first instant of reading. */
  markRead(userId: string, id: string, at: Date): Promise<NotificationRow>
  countUnread(userId: string): Promise<number>
}

export function notificationStore(prisma: Prisma.TransactionClient): NotificationStore {
  return {
    async tell(notification) {
      const { userId, kind, date, body } = notification
      const before = await prisma.notification.findFirst({ where: { userId, kind, date } })
      if (before?.body === body) return
      if (before && !before.readAt) return this.rewrite(notification)
      await prisma.notification.deleteMany({ where: { userId, kind, date } })
      await prisma.notification.createMany({ data: [notification] })
    },
    async rewrite({ userId, kind, date, title, body }) {
      await prisma.notification.updateMany({
        where: { userId, kind, date, readAt: null },
        data: { title, body },
      })
    },
    async withdraw({ userId, kind, date }) {
      await prisma.notification.deleteMany({ where: { userId, kind, date, readAt: null } })
    },
    page: ({ userId, before, unreadOnly, limit }) =>
      prisma.notification.findMany({
        where: { userId, ...(before && { id: { lt: before } }), ...(unreadOnly && { readAt: null }) },
        orderBy: { id: 'desc' },
        take: limit,
      }),
    async markRead(userId, id, at) {
      await prisma.notification.updateMany({ where: { userId, id, readAt: null }, data: { readAt: at } })
      const row = await prisma.notification.findFirst({ where: { userId, id } })
      if (!row) throw new NotFoundError('NOTIFICATION_NOT_FOUND', 'there is no such notification')
      return row
    },
    countUnread: (userId) => prisma.notification.count({ where: { userId, readAt: null } }),
  }
}
