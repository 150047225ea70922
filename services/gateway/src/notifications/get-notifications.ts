import { DEFAULT_NOTIFICATIONS, MAX_NOTIFICATIONS } from '@mymacrotracker/contracts'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { cursorJson, cursorMessage, notificationJson, notificationSchema } from './notification-json.ts'
import { defineRoute } from '../server/route.ts'

export const getNotifications = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'listNotifications',
    method: 'get',
    path: '/v1/notifications',
    tag: 'Notifications',
    summary: 'List notifications',
    description: 'The inbox, newest first.',
    access: 'user',
    priority: 'read',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(MAX_NOTIFICATIONS).default(DEFAULT_NOTIFICATIONS),
      cursor: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'The nextCursor of the page before' }),
      unreadOnly: z.enum(['true', 'false']).meta({ type: 'boolean' }).optional(),
    }),
    answers: {
      200: {
        description: 'A page of the inbox',
        schema: z
          .strictObject({
            items: z.array(notificationSchema),
            nextCursor: z.string().optional().meta({ description: 'Absent on the last page' }),
          })
          .meta({ id: 'NotificationList' }),
      },
    },
    problems: ['CURSOR_INVALID'],
    examples: { query: { limit: 20, unreadOnly: false } },
    async handle({ query: { limit, cursor, unreadOnly } }, call) {
      const request = {
        limit,
        cursor: cursor === undefined ? '' : cursorMessage(cursor),
        unreadOnly: unreadOnly === 'true',
      }
      const { notifications, nextCursor } = await clients.notifier.inbox.listNotifications(request, call)
      return {
        status: 200,
        body: {
          items: notifications.map(notificationJson),
          ...(nextCursor && { nextCursor: cursorJson(nextCursor) }),
        },
      }
    },
  })
