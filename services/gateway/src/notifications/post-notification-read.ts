import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { notificationJson, notificationSchema } from './notification-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postNotificationRead = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'markNotificationRead',
    method: 'post',
    path: '/v1/notifications/{id}/read',
    tag: 'Notifications',
    summary: 'Mark a notification as read',
    description: 'The first time counts: readAt stays as it is from then on.',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    answers: { 200: { description: 'The notification', schema: notificationSchema } },
    problems: ['NOTIFICATION_NOT_FOUND'],
    examples: { params: { id: EXAMPLE.notificationId } },
    async handle({ params: { id } }, call) {
      const { notification } = await clients.notifier.inbox.markNotificationRead(
        { id: wantedId(id, 'notification') },
        call,
      )
      return { status: 200, body: notificationJson(notification!) }
    },
  })
