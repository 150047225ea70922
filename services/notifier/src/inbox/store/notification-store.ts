import { NotFoundError } from '@mymacrotracker/errors'
import type { Notification, Prisma } from '../../store/prisma/client.ts'

export type NotificationRow = Notification
export type NewNotification = Pick<
  Notification,
  'userId' | 'id' | 'kind' | 'title' | 'body' | 'date' | 'createdAt'
>

export interface NotificationStore {
  /** Stores it unless one of its kind speaks of that day already. */
  addOnce(notification: NewNotification): Promise<void>
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

export function notificationStore(tx: Prisma.TransactionClient): NotificationStore {
  return {
    async addOnce(notification) {
      await tx.notification.createMany({ data: [notification], skipDuplicates: true })
    },
    page: ({ userId, before, unreadOnly, limit }) =>
      tx.notification.findMany({
        where: { userId, ...(before && { id: { lt: before } }), ...(unreadOnly && { readAt: null }) },
        orderBy: { id: 'desc' },
        take: limit,
      }),
    async markRead(userId, id, at) {
      await tx.notification.updateMany({ where: { userId, id, readAt: null }, data: { readAt: at } })
      const row = await tx.notification.findFirst({ where: { userId, id } })
      if (!row) throw new NotFoundError('NOTIFICATION_NOT_FOUND', 'there is no such notification')
      return row
    },
    countUnread: (userId) => tx.notification.count({ where: { userId, readAt: null } }),
  }
}
