import type { InboxServiceService } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { isUuid } from '@mymacrotracker/database'
import { MAX_NOTIFICATIONS } from '@mymacrotracker/contracts'
import { requireAll, requireNumber, requireThat } from '@mymacrotracker/validation'
import type { NotifierContext } from '../../context.ts'
import { notificationMessage } from '../notification-message.ts'

export function listNotifications({
  db,
}: NotifierContext): Handlers<InboxServiceService>['listNotifications'] {
  return async ({ limit, cursor, unreadOnly }, { userId }) => {
    requireAll({
      limit: () => requireNumber('limit', limit, { min: 1, max: MAX_NOTIFICATIONS }),
      cursor: () =>
        requireThat(!cursor || isUuid(cursor), 'cursor', 'CURSOR_INVALID', 'is not a cursor of this list'),
    })
    const rows = await db.reading.asUser(userId, ({ notifications }) =>
      notifications.page({ userId, before: cursor || undefined, unreadOnly, limit: limit + 1 }),
    )
    const page = rows.slice(0, limit)
    return {
      notifications: page.map(notificationMessage),
      nextCursor: rows.length > limit ? page.at(-1)!.id : '',
    }
  }
}
