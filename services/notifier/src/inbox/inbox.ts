import { InboxServiceService } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { NotifierContext } from '../context.ts'
import { onProgress } from './consumers/on-progress.ts'
import { listNotifications } from './rpc/list-notifications.ts'
import { markNotificationRead } from './rpc/mark-notification-read.ts'
import { countUnread } from './rpc/count-unread.ts'

/** A person's messages in the app. */
export function inboxFeature(context: NotifierContext): FeatureParts {
  return {
    services: [
      registration(InboxServiceService, {
        listNotifications: listNotifications(context),
        markNotificationRead: markNotificationRead(context),
        countUnread: countUnread(context),
      }),
    ],
    consumers: [onProgress(context)],
  }
}
