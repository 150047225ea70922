import { FIRST_DAY, LAST_DAY, MAX_MEAL_NAME } from '@mymacrotracker/contracts'
import { MEALS, utcDay } from '@mymacrotracker/nutrition'
import { NotFoundError } from '@mymacrotracker/errors'
import { z } from 'zod'

const isNear = (day: string) => day >= FIRST_DAY && day <= LAST_DAY
const far = {
  error: `must be from ${FIRST_DAY} to ${LAST_DAY}`,
  params: { code: 'OUT_OF_RANGE', from: FIRST_DAY, to: LAST_DAY },
}

/** A real day of the person's own calendar. */
export const dayField = z.iso
  .date({ error: 'must be a day as YYYY-MM-DD', abort: true })
  .refine(isNear, far)
  .meta({ description: `The person's local day, ${FIRST_DAY} to ${LAST_DAY}` })

export const instantField = z.iso
  .datetime({ offset: true, error: 'must be an instant in RFC 3339 with offset', abort: true })
  .refine((text) => isNear(utcDay(Date.parse(text))), far)
  .meta({ description: 'An instant in RFC 3339 with an offset, such as 2026-05-05T12:30:00+02:00' })

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Any UUID of RFC 9562 but nil and max. iOS writes them in capitals; one form is kept. */
export const newIdField = z
  .uuid({ error: 'must be a UUID', abort: true })
  .toLowerCase()
  .refine((id) => UUID.test(id), { error: 'must be a UUID', params: { code: 'ID_INVALID' } })
  .meta({
    description:
      'Any RFC 9562 UUID (versions 1 to 8) that the client chose, kept in lower case; version 7 sorts by time and is best. Made by the server when absent.',
  })
/** A food of the catalogue or of the person. */
export const foodIdField = z
  .uuid({ error: 'must be a UUID' })
  .toLowerCase()
  .meta({ description: 'Of a food in the catalogue or of an own food' })

export const pathIdField = z.string().min(1).max(64).toLowerCase().meta({ format: 'uuid' })

/** An id of something that is looked for. What no id of ours can be, such as the nil UUID, is as unknown as any other: NotFoundError. */
export function wantedId(id: string, thing: 'entry' | 'food' | 'notification' | 'weight'): string {
  if (!UUID.test(id)) throw new NotFoundError(`${thing.toUpperCase()}_NOT_FOUND`, `there is no such ${thing}`)
  return id
}

/** Text as the services measure it: without blanks around it, composed. */
export const textField = (max: number, min = 1) => z.string().trim().normalize('NFC').min(min).max(max)

/** A number from `min` to `max`. */
export const rangeField = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max)

/** A field of another form of the same object: its presence is refused with these words. */
// The document leaves out what is not: {}: a variant there has its own fields only.
export const notTogether = (words: string) =>
  z
    .unknown()
    .pipe(z.never({ error: words }))
    .optional()
    .meta({ not: {} })

export const mealField = textField(MAX_MEAL_NAME).meta({
  description: `${MEALS.join(', ')} or the person's own name for a meal`,
})

export const answerId = z.uuid()
export const versionField = z
  .int()
  .meta({ format: 'int64', description: 'Grows with every change; in quotes it is the ETag' })
export const answerDay = z.iso.date()
export const answerInstant = z.iso.datetime()

/** Reads an instant that its schema has seen. */
export const toDate = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)

/** Writes an instant that its message always has. */
export const instantText = (date: Date | undefined): string => date!.toISOString()

export const unavailableField = z
  .array(z.string())
  .meta({ description: 'Names of the parts that did not answer in time' })

/** An object that is null while the service that has it cannot be reached. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()])
