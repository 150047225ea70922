import type { InboxServiceService } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import type { Handlers } from '@mymacrotracker/rpc'
import type { NotifierContext } from '../../context.ts'

export function countUnread({ db }: NotifierContext): Handlers<InboxServiceService>['countUnread'] {
  return async (_request, { userId }) => ({
    count: await db.reading.asUser(userId, ({ notifications }) => notifications.countUnread(userId)),
  })
}
