import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { notificationJson, notificationSchema } from './notification-json.ts'
import { defineRoute } from '../server/route.ts'

export const postNotificationRead = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'markNotificationRead',
    method: 'post',
    path: '/v1/notifications/{id}/read',
    tag: 'Notifications',
    summary: 'Marks a notification as read; the first time counts',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    answers: { 200: { description: 'The notification', schema: notificationSchema } },
    problems: [404],
    async handle({ params: { id } }, call) {
      const { notification } = await clients.notifier.inbox.markNotificationRead(
        { id: wantedId(id, 'notification') },
        call,
      )
      return { status: 200, body: notificationJson(notification!) }
    },
  })
