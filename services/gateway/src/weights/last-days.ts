import { addDays, utcDay } from '@mymacrotracker/nutrition'

/**
 * The range of so many days up to a day, or up to an instant (epoch milliseconds). What day an instant is depends on the
 * person's zone, so the UTC day after it is the last: nobody's calendar is further ahead.
 */
export function lastDays(end: string | number, days: number): { from: string; to: string } {
  const to = typeof end === 'string' ? end : addDays(utcDay(end), 1)
  return { from: addDays(to, 1 - days), to }
}
