import type { Notification } from '@mymacrotracker/contracts/notifier/v1/inbox_service'
import { InvalidError } from '@mymacrotracker/errors'
import { z } from 'zod'
import { openCodes } from '../json/enums.ts'
import { answerDay, answerId, answerInstant, instantText } from '../json/fields.ts'

const kindSchema = openCodes(
  'NotificationKind',
  ['PROTEIN_TARGET_REACHED', 'ENERGY_TARGET_EXCEEDED'],
  'What a notification is about',
)

export const notificationSchema = z
  .strictObject({
    id: answerId,
    kind: kindSchema,
    title: z.string().meta({ description: 'A few words' }),
    body: z.string().meta({ description: 'One or two sentences' }),
    date: answerDay.optional().meta({ description: 'The day it is about' }),
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
