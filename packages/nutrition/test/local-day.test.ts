import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addDays, localDay } from '@mymacrotracker/nutrition'

const dayOf = (instant: string, timeZone: string, dayStartsAt = '00:00') =>
  localDay(Date.parse(instant), { timeZone, dayStartsAt })

test.each([
  ['Pacific/Auckland', '04:00', '2026-11-20T14:59:59Z', '2026-11-20'],
  ['Pacific/Auckland', '04:00', '2026-11-20T15:00:00Z', '2026-11-21'],
  ['Pacific/Auckland', '00:00', '2026-11-20T11:00:00Z', '2026-11-21'],
  ['Pacific/Kiritimati', '00:00', '2026-11-20T10:00:00Z', '2026-11-21'],
  ['Pacific/Pago_Pago', '00:00', '2026-11-21T10:59:59Z', '2026-11-20'],
  ['America/Los_Angeles', '04:00', '2026-01-01T11:59:00Z', '2025-12-31'],
  ['Asia/Kolkata', '00:00', '2026-03-01T18:30:00Z', '2026-03-02'],
  ['UTC', '00:00', '2024-02-29T23:59:59Z', '2024-02-29'],
])('in %s, days from %s: %s is on %s', (timeZone, dayStartsAt, instant, day) => {
  expect(dayOf(instant, timeZone, dayStartsAt)).toBe(day)
})

describe('when the clocks change', () => {
  test("Berlin's day in spring has 23 hours", () => {
    const at = [
      '2026-03-28T22:59:59Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T21:59:59Z',
      '2026-03-29T22:00:00Z',
    ].map((instant) => dayOf(instant, 'Europe/Berlin'))
    expect(at).toEqual(['2026-03-28', '2026-03-29', '2026-03-29', '2026-03-30'])
  })

  test("Berlin's day in autumn has 25 hours", () => {
    const at = [
      '2026-10-24T21:59:59Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T22:59:59Z',
      '2026-10-25T23:00:00Z',
    ].map((instant) => dayOf(instant, 'Europe/Berlin'))
    expect(at).toEqual(['2026-10-24', '2026-10-25', '2026-10-25', '2026-10-26'])
  })

  test('a day that would begin in the hour that is skipped begins after it', () => {
    expect([
      dayOf('2026-03-29T00:59:59Z', 'Europe/Berlin', '02:30'),
      dayOf('2026-03-29T01:00:00Z', 'Europe/Berlin', '02:30'),
    ]).toEqual(['2026-03-28', '2026-03-29'])
  })

  test("Auckland's days from 04:00 begin at 04:00 by the clock on the wall", () => {
    const at = [
      '2026-04-04T15:59:59Z',
      '2026-04-04T16:00:00Z',
      '2026-09-26T14:59:59Z',
      '2026-09-26T15:00:00Z',
    ].map((instant) => dayOf(instant, 'Pacific/Auckland', '04:00'))
    expect(at).toEqual(['2026-04-04', '2026-04-05', '2026-09-26', '2026-09-27'])
  })

  test('a later instant is never on an earlier day', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'Pacific/Auckland',
      'America/Havana',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'America/New_York',
      'UTC',
    )
    const minute = fc.integer({
      min: Date.parse('2020-01-01') / 60_000,
      max: Date.parse('2030-01-01') / 60_000,
    })
    fc.assert(
      fc.property(
        zones,
        fc.constantFrom('00:00', '04:00'),
        minute,
        fc.integer({ min: 0, max: 3000 }),
        (timeZone, dayStartsAt, at, later) => {
          const settings = { timeZone, dayStartsAt }
          expect(localDay(at * 60_000, settings) <= localDay((at + later) * 60_000, settings)).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

test('days are counted over leap days and years', () => {
  expect([addDays('2024-02-28', 1), addDays('2025-03-01', -1), addDays('2025-12-31', 1)]).toEqual([
    '2024-02-29',
    '2025-02-28',
    '2026-01-01',
  ])
})

test('a day never goes backwards, in any zone, with any start, while clocks are put back too', () => {
  // Each has put its clocks back at some time of the night; Lord Howe by half an hour, Troll by two hours.
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Antarctica/Troll',
    'Asia/Kolkata',
    'America/Havana',
  ]
  const inOctoberOrNovember = fc.integer({ min: Date.UTC(2026, 8, 25), max: Date.UTC(2026, 10, 10) })
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      inOctoberOrNovember,
      fc.integer({ min: 0, max: 6 * 60 * 60_000 }),
      fc.integer({ min: 0, max: 1439 }),
      (timeZone, atMs, laterMs, minute) => {
        const pad = (value: number) => String(value).padStart(2, '0')
        const settings = { timeZone, dayStartsAt: `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}` }
        expect(localDay(atMs + laterMs, settings) >= localDay(atMs, settings)).toBe(true)
      },
    ),
    { numRuns: 5000 },
  )
})

test('a day that begins inside the hour that is repeated begins once', () => {
  // In Berlin clocks go from 03:00 back to 02:00 at 01:00 UTC.
  expect(
    ['00:20', '00:40', '01:10', '01:40'].map((time) =>
      dayOf(`2026-10-25T${time}:00Z`, 'Europe/Berlin', '02:30'),
    ),
  ).toEqual(['2026-10-24', '2026-10-25', '2026-10-25', '2026-10-25'])
})
