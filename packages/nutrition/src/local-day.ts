/** Zone and hour in which a person's days begin. */
export interface DaySettings {
  /** IANA zone. */
  timeZone: string
  /** HH:MM. */
  dayStartsAt: string
}

/** A person's day and the minutes since its midnight; more than 1,440 when their day ends after midnight. */
export interface LocalMoment {
  date: string
  minutes: number
}

const DAY_MS = 86_400_000
/** There are some 600 zones; more names than that are not worth remembering. */
const MAX_FORMATS = 600
const formats = new Map<string, Intl.DateTimeFormat>()

/** Where a person is in their day: one that starts at 04:00 keeps a snack at 01:30 on the day before. */
export function localMoment(atMs: number, { timeZone, dayStartsAt }: DaySettings): LocalMoment {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', string>
  const date = `${parts.year.padStart(4, '0')}-${parts.month}-${parts.day}`
  const minutes = Number(parts.hour) * 60 + Number(parts.minute)
  const isDayBefore = `${parts.hour}:${parts.minute}` < dayStartsAt
  return isDayBefore ? { date: addDays(date, -1), minutes: minutes + 1440 } : { date, minutes }
}

/** The person's local day of an instant, YYYY-MM-DD. */
export function localDay(atMs: number, settings: DaySettings): string {
  return localMoment(atMs, settings).date
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear()
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}
