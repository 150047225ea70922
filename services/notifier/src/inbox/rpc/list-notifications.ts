import type { InboxServiceService } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { isUuid } from '@mymacrotracker/database'
import { InvalidError } from '@mymacrotracker/errors'
import type { NotifierContext } from '../../context.ts'
import { notificationMessage } from '../notification-message.ts'

const MAX_PAGE = 500

export function listNotifications({
  db,
}: NotifierContext): Handlers<InboxServiceService>['listNotifications'] {
  return async ({ limit, cursor, unreadOnly }, { userId }) => {
    if (limit < 1 || limit > MAX_PAGE)
      throw InvalidError.field('limit', 'OUT_OF_RANGE', `must be 1 to ${MAX_PAGE}`)
    if (cursor && !isUuid(cursor))
      throw InvalidError.field('cursor', 'CURSOR_INVALID', 'is not a cursor of this list')
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
