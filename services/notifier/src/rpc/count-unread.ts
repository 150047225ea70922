import type { NotifierContext, NotifierHandlers } from '../context.ts'

export function countUnread({ db }: NotifierContext): NotifierHandlers['countUnread'] {
  return async (_request, { userId }) => ({
    count: await db.reading.asUser(userId, ({ notifications }) => notifications.countUnread(userId)),
  })
}
