import type { Notification } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import { InvalidError } from '@mymacrotracker/errors'
import { z } from 'zod'
import { answerDay, answerId, answerInstant, instantText } from '../json/fields.ts'

export const notificationSchema = z
  .strictObject({
    id: answerId,
    kind: z.string(),
    title: z.string(),
    body: z.string(),
    date: answerDay.optional(),
    createdAt: answerInstant,
    readAt: answerInstant.optional().meta({ description: 'Absent while unread' }),
  })
  .meta({ id: 'Notification' })

export function notificationJson({
  id,
  kind,
  title,
  body,
  date,
  createdAt,
  readAt,
}: Notification): z.input<typeof notificationSchema> {
  return {
    id,
    kind,
    title,
    body,
    ...(date && { date }),
    createdAt: instantText(createdAt),
    ...(readAt && { readAt: instantText(readAt) }),
  }
}

/** A cursor says nothing to a phone; it only comes back. */
export const cursorJson = (cursor: string): string => Buffer.from(cursor).toString('base64url')

export function cursorMessage(cursor: string): string {
  const plain = Buffer.from(cursor, 'base64url')
  if (plain.toString('base64url') !== cursor || !/^[\x20-\x7e]+$/.test(plain.toString()))
    throw InvalidError.field('cursor', 'CURSOR_INVALID', 'is not a cursor of this list')
  return plain.toString()
}
