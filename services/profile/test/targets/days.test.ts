import { describe, expect, test } from '@jest/globals'
import { ageOn, weekdayOf, localDay } from '@mymacrotracker/nutrition'

describe("a person's day", () => {
  test.each([
    // New Zealand daylight time, UTC+13, in November.
    ['2026-11-20T14:59:59Z', 'Pacific/Auckland', '04:00', '2026-11-20'],
    ['2026-11-20T15:00:00Z', 'Pacific/Auckland', '04:00', '2026-11-21'],
    ['2026-11-20T10:59:59Z', 'Pacific/Auckland', '00:00', '2026-11-20'],
    ['2026-11-20T11:00:00Z', 'Pacific/Auckland', '00:00', '2026-11-21'],
    ['2026-11-21T04:30:00Z', 'America/New_York', '00:00', '2026-11-20'],
    ['2027-01-01T03:00:00Z', 'UTC', '04:00', '2026-12-31'],
    // Berlin has no 02:30 on this morning; 03:00 summer time follows 01:59.
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', '02:30', '2026-03-28'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '02:30', '2026-03-29'],
    ['2026-11-20T10:00:00Z', 'Pacific/Kiritimati', '00:00', '2026-11-21'],
  ])('%s in %s with days from %s is %s', (instant, timeZone, dayStartsAt, day) => {
    expect(localDay(Date.parse(instant), { timeZone, dayStartsAt })).toBe(day)
  })
})

describe('the calendar', () => {
  test('weeks start on Monday', () => {
    expect(['2026-11-16', '2026-11-21', '2026-11-22'].map(weekdayOf)).toEqual([0, 5, 6])
  })

  test('who was born on 29 February grows older on 1 March', () => {
    expect(ageOn('2000-02-29', '2026-02-28')).toBe(25)
    expect(ageOn('2000-02-29', '2026-03-01')).toBe(26)
    expect(ageOn('2000-02-29', '2028-02-29')).toBe(28)
  })
})
