import { isUuid } from '@mymacrotracker/database'
import { NotFoundError } from '@mymacrotracker/errors'
import type { NotifierContext, NotifierHandlers } from '../context.ts'
import { notificationMessage } from './notification-message.ts'

export function markNotificationRead({
  db,
  clock,
}: NotifierContext): NotifierHandlers['markNotificationRead'] {
  return async ({ id }, { userId }) => {
    if (!isUuid(id)) throw new NotFoundError('NOTIFICATION_NOT_FOUND', 'there is no such notification')
    const row = await db.asUser(userId, ({ notifications }) =>
      notifications.markRead(userId, id, new Date(clock.now())),
    )
    return { notification: notificationMessage(row) }
  }
}
