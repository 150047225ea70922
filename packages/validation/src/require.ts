import { FIRST_DAY, LAST_DAY, MAX_MEAL_NAME, MAX_RANGE_DAYS } from '@mymacrotracker/contracts'
import { InvalidError, type FaultParams } from '@mymacrotracker/errors'
import { MEALS, plainName, isTimeOfDay, isTimeZone, normaliseGtin } from '@mymacrotracker/nutrition'
import { requireAll } from './require-all.ts'

// Checks of single fields. Each returns the value in the form that is kept, or throws InvalidError with the field's path as
// the phone's JSON has it and the code that its docstring names. Limits come from contracts/limits.

const DAY = /^\d{4}-\d{2}-\d{2}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const CONTROL = /\p{Cc}/u
const DAY_MS = 86_400_000

/** What no other check says: throws `code` with `message`, and the message's figures by name, unless the condition holds. */
export function requireThat(
  holds: boolean,
  path: string,
  code: string,
  message: string,
  params?: FaultParams,
): void {
  if (!holds) throw InvalidError.field(path, code, message, params)
}

/** A real day, YYYY-MM-DD (DATE_INVALID), from FIRST_DAY to LAST_DAY (OUT_OF_RANGE). */
export function requireDay(path: string, value: string): string {
  const isReal =
    DAY.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value)
  requireThat(isReal, path, 'DATE_INVALID', 'must be a day as YYYY-MM-DD')
  const isNear = value >= FIRST_DAY && value <= LAST_DAY
  requireThat(isNear, path, 'OUT_OF_RANGE', `must be from ${FIRST_DAY} to ${LAST_DAY}`, {
    from: FIRST_DAY,
    to: LAST_DAY,
  })
  return value
}

/**
 * Fields `from` and `to`, both days (see requireDay) and both included. OUT_OF_RANGE when `to` is before `from`,
 * RANGE_TOO_LONG for more than `maxDays`.
 */
export function requireDayRange(
  from: string,
  to: string,
  maxDays = MAX_RANGE_DAYS,
): { from: string; to: string } {
  requireAll([() => requireDay('from', from), () => requireDay('to', to)])
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  requireThat(days >= 1, 'to', 'OUT_OF_RANGE', 'must not be before from')
  requireThat(days <= maxDays, 'to', 'RANGE_TOO_LONG', `a range is at most ${maxDays} days`, {
    max: maxDays,
  })
  return { from, to }
}

/** An instant (INSTANT_INVALID) whose UTC day is from FIRST_DAY to LAST_DAY (OUT_OF_RANGE). */
export function requireInstant(path: string, value: Date | undefined): Date {
  if (!value || Number.isNaN(value.getTime()))
    throw InvalidError.field(path, 'INSTANT_INVALID', 'must be an instant')
  const year = value.getUTCFullYear()
  requireDay(path, year < 0 || year > 9999 ? '9999-01-01' : value.toISOString().slice(0, 10))
  return value
}

/** An IANA time zone's name (TIME_ZONE_UNKNOWN). */
export function requireTimeZone(path: string, name: string): string {
  const message = 'must be an IANA time zone such as Europe/Berlin'
  requireThat(isTimeZone(name), path, 'TIME_ZONE_UNKNOWN', message)
  return name
}

/** A time of day, HH:MM (TIME_INVALID). */
export function requireTimeOfDay(path: string, text: string): string {
  requireThat(isTimeOfDay(text), path, 'TIME_INVALID', 'must be HH:MM, 00:00 to 23:59')
  return text
}

/** A barcode with its check digit (BARCODE_INVALID), as GTIN-14: see normaliseGtin. */
export function requireBarcode(path: string, code: string): string {
  const gtin = normaliseGtin(code)
  const message = 'must be an EAN-8, UPC-E, UPC-A, EAN-13 or GTIN-14 with its check digit'
  if (gtin === undefined) throw InvalidError.field(path, 'BARCODE_INVALID', message)
  return gtin
}

/** A UUID of versions 1 to 8 in lower case (ID_INVALID). */
export function requireUuid(path: string, value: string): string {
  requireThat(UUID.test(value), path, 'ID_INVALID', 'must be a UUID in lower case')
  return value
}

/**
 * Text without control characters (TEXT_INVALID), trimmed and composed (NFC), of `min` to `max` UTF-16 units (LENGTH).
 * `min` is 1 unless given.
 */
export function requireText(
  path: string,
  value: string,
  { min = 1, max }: { min?: number; max: number },
): string {
  requireThat(!CONTROL.test(value), path, 'TEXT_INVALID', 'must not hold control characters')
  const text = value.trim().normalize('NFC')
  const fits = text.length >= min && text.length <= max
  requireThat(fits, path, 'LENGTH', `must be ${min} to ${max} characters`, {
    min,
    max,
    unit: 'characters',
  })
  return text
}

/** A finite number from `min` (0 unless given) to `max`, or above `above` and up to `max` (OUT_OF_RANGE). */
export function requireNumber(
  path: string,
  value: number,
  { min = 0, above, max }: { min?: number; above?: number; max: number },
): number {
  const isHighEnough = above === undefined ? value >= min : value > above
  const fits = Number.isFinite(value) && isHighEnough && value <= max
  const [range, params] =
    above === undefined
      ? [`${min} to ${max}`, { min, max }]
      : [`more than ${above} and at most ${max}`, { above, max }]
  requireThat(fits, path, 'OUT_OF_RANGE', `must be ${range}`, params)
  return value
}

/** One of the choices (VALUE_UNKNOWN). `shown` names them when they are no words, as enum values are not. */
export function requireOneOf<T>(
  path: string,
  value: NoInfer<T> | string | number,
  choices: readonly T[],
  shown = `one of ${choices.join(', ')}`,
): T {
  requireThat(choices.includes(value as T), path, 'VALUE_UNKNOWN', `must be ${shown}`)
  return value as T
}

/** At most `max` items (LENGTH), each checked under the path `<path>.<position>`; the faults of all of them are collected. */
export function requireList<T, R>(
  path: string,
  items: readonly T[],
  max: number,
  check: (path: string, item: T) => R,
): R[] {
  requireThat(items.length <= max, path, 'LENGTH', `must have at most ${max} items`, {
    max,
    unit: 'items',
  })
  return requireAll(items.map((item, at) => () => check(`${path}.${at}`, item)))
}

/** breakfast, lunch, dinner, snack, or a person's own name for a meal: see requireText. */
export function requireMeal(path: string, value: string): string {
  const meal = requireText(path, value, { max: MAX_MEAL_NAME })
  return MEALS.find((known) => known === plainName(meal)) ?? meal
}
