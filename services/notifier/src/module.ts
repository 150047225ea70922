import { fileURLToPath } from 'node:url'
import { NotifierServiceService } from '@mymacrotracker/contracts'
import { defineModule, registration } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { onProgress } from './consumers/on-progress.ts'
import { countUnread } from './rpc/count-unread.ts'
import { listNotifications } from './rpc/list-notifications.ts'
import { markNotificationRead } from './rpc/mark-notification-read.ts'
import { openDatabase } from './store/database.ts'

export const notifier = defineModule({
  name: 'notifier',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock }) {
    const { db, close } = openDatabase(pool)
    const context = { db, clock }
    return {
      services: [
        registration(NotifierServiceService, {
          listNotifications: listNotifications(context),
          markNotificationRead: markNotificationRead(context),
          countUnread: countUnread(context),
        }),
      ],
      consumers: [onProgress(context)],
      stop: close,
    }
  },
})
