import type { InboxServiceService } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { isUuid } from '@mymacrotracker/database'
import { NotFoundError } from '@mymacrotracker/errors'
import type { NotifierContext } from '../../context.ts'
import { notificationMessage } from '../notification-message.ts'

export function markNotificationRead({
  db,
  clock,
}: NotifierContext): Handlers<InboxServiceService>['markNotificationRead'] {
  return async ({ id }, { userId }) => {
    if (!isUuid(id)) throw new NotFoundError('NOTIFICATION_NOT_FOUND', 'there is no such notification')
    const row = await db.asUser(userId, ({ notifications }) =>
      notifications.markRead(userId, id, new Date(clock.now())),
    )
    return { notification: notificationMessage(row) }
  }
}
