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

/**
 * Where a person is in their day: one that starts at 04:00 keeps a snack at 01:30 on the day before. A day that has begun goes
 * on, also when clocks are put back to before its start.
 */
export function localMoment(atMs: number, settings: DaySettings): LocalMoment {
  const { date, time, minutes } = clockOf(atMs, settings.timeZone)
  if (time >= settings.dayStartsAt || hasBegun(atMs, date, settings)) return { date, minutes }
  return { date: addDays(date, -1), minutes: minutes + 1440 }
}

/** How far clocks are put back anywhere (Lord Howe, nearly everywhere, Troll). */
const PUT_BACK_MS = [30, 60, 120].map((minutes) => minutes * 60_000)

function hasBegun(atMs: number, date: string, { timeZone, dayStartsAt }: DaySettings): boolean {
  return PUT_BACK_MS.some((ms) => {
    const before = clockOf(atMs - ms, timeZone)
    return before.date === date && before.time >= dayStartsAt
  })
}

/** What clocks show: `time` as HH:MM. */
function clockOf(atMs: number, timeZone: string): { date: string; time: string; minutes: number } {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', string>
  return {
    date: `${parts.year.padStart(4, '0')}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  }
}

/** The person's local day of an instant, YYYY-MM-DD. */
export function localDay(atMs: number, settings: DaySettings): string {
  return localMoment(atMs, settings).date
}

/** The day so many days later, or earlier when below 0; YYYY-MM-DD. */
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

/** Whether a name is a zone of the IANA database. Intl also takes offsets such as +02:00: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** HH:MM, 00:00 to 23:59. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}
