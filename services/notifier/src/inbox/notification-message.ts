import type { Notification } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import type { NotificationRow } from './store/notification-store.ts'

export function notificationMessage({
  id,
  kind,
  title,
  body,
  date,
  createdAt,
  readAt,
}: NotificationRow): Notification {
  return { id, kind, title, body, date: date ?? '', createdAt, readAt: readAt ?? undefined }
}
