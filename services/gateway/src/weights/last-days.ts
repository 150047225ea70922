const DAY_MS = 86_400_000

/**
 * So many days up to a day, or up to an instant (epoch milliseconds). What day an instant is depends on the person's
 * zone, so the UTC day after it is the last: nobody's calendar is further ahead.
 */
export function lastDays(end: string | number, days: number): { from: string; to: string } {
  const lastMs = typeof end === 'string' ? Date.parse(end) : end + DAY_MS
  return { from: dayText(lastMs - (days - 1) * DAY_MS), to: dayText(lastMs) }
}

const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10)
