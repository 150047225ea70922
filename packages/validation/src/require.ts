import { FIRST_DAY, LAST_DAY, MAX_MEAL_NAME, MAX_RANGE_DAYS } from '@mymacrotracker/contracts'
import { InvalidError } from '@mymacrotracker/errors'

// Checks of single fields. Each throws InvalidError naming the field by its path in the phone's JSON.

const DAY = /^\d{4}-\d{2}-\d{2}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const CONTROL = /\p{Cc}/u

/** A real day, YYYY-MM-DD, from 1900 to 2100. */
export function requireDay(path: string, value: string): string {
  const isReal =
    DAY.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value)
  if (!isReal) throw InvalidError.field(path, 'DATE_INVALID', 'must be a day as YYYY-MM-DD')
  if (value < FIRST_DAY || value > LAST_DAY)
    throw InvalidError.field(path, 'OUT_OF_RANGE', `must be from ${FIRST_DAY} to ${LAST_DAY}`, {
      from: FIRST_DAY,
      to: LAST_DAY,
    })
  return value
}

/** From day to day, both included, at most `maxDays`. */
export function requireDayRange(
  from: string,
  to: string,
  maxDays = MAX_RANGE_DAYS,
): { from: string; to: string } {
  requireDay('from', from)
  requireDay('to', to)
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days < 1) throw InvalidError.field('to', 'OUT_OF_RANGE', 'must not be before from')
  if (days > maxDays)
    throw InvalidError.field('to', 'RANGE_TOO_LONG', `a range is at most ${maxDays} days`, { max: maxDays })
  return { from, to }
}

/** An instant from 1900 to 2100. */
export function requireInstant(path: string, value: Date | undefined): Date {
  if (!value || Number.isNaN(value.getTime()))
    throw InvalidError.field(path, 'INSTANT_INVALID', 'must be an instant')
  requireDay(
    path,
    value.getUTCFullYear() > 9999 || value.getUTCFullYear() < 0
      ? '9999-01-01'
      : value.toISOString().slice(0, 10),
  )
  return value
}

export function requireUuid(path: string, value: string): string {
  if (!UUID.test(value)) throw InvalidError.field(path, 'ID_INVALID', 'must be a UUID in lower case')
  return value
}

/** Text without control characters, trimmed, of `min` to `max` characters. */
export function requireText(
  path: string,
  value: string,
  { min = 1, max }: { min?: number; max: number },
): string {
  if (CONTROL.test(value)) throw InvalidError.field(path, 'TEXT_INVALID', 'must not hold control characters')
  const text = value.trim().normalize('NFC')
  if (text.length < min || text.length > max)
    throw InvalidError.field(path, 'LENGTH', `must be ${min} to ${max} characters`, {
      min,
      max,
      unit: 'characters',
    })
  return text
}

/** A finite number from `min` to `max`; `above` says that it must be greater than a bound. */
export function requireNumber(
  path: string,
  value: number,
  { min, above, max }: { min?: number; above?: number; max: number },
): number {
  const low = above === undefined ? value >= (min ?? 0) : value > above
  if (!Number.isFinite(value) || !low || value > max) {
    throw InvalidError.field(
      path,
      'OUT_OF_RANGE',
      above === undefined ? `must be ${min ?? 0} to ${max}` : `must be more than ${above} and at most ${max}`,
      above === undefined ? { min: min ?? 0, max } : { above, max },
    )
  }
  return value
}

/** breakfast, lunch, dinner, snack, or the person's own name for a meal. */
export function requireMeal(path: string, value: string): string {
  return requireText(path, value, { max: MAX_MEAL_NAME })
}
