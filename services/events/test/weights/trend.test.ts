import { expect, test } from '@jest/globals'
import { trendOf } from '../../src/weights/domain/trend.ts'

const days = (...pairs: [string, number][]) =>
  pairs.map(([date, weightKg], n) => ({
    date,
    weightKg,
    measuredAt: new Date(Date.parse(date) + n),
    version: BigInt(n),
  }))

test('the trend is what it is by hand: a tenth of the way each day, 0.9^3 kept over three', () => {
  // 80; 80 + 0.1 × 1; 80.1 − 0.1 × 1.1; 79.99 × 0.729 + 82 × 0.271.
  expect(
    trendOf(days(['2026-05-01', 80], ['2026-05-02', 81], ['2026-05-03', 79], ['2026-05-06', 82])),
  ).toEqual([
    { date: '2026-05-01', trendKg: 80 },
    { date: '2026-05-02', trendKg: 80.1 },
    { date: '2026-05-03', trendKg: 79.99 },
    { date: '2026-05-06', trendKg: 80.535 },
  ])
})

test('several weights of a day count as their mean', () => {
  expect(
    trendOf(days(['2026-05-02', 81], ['2026-05-01', 79], ['2026-05-01', 81], ['2026-05-02', 83])),
  ).toEqual([
    { date: '2026-05-01', trendKg: 80 },
    { date: '2026-05-02', trendKg: 80.2 },
  ])
})

test('a gap has no points, and a long one forgets what was before', () => {
  expect(trendOf(days(['2025-01-01', 120], ['2026-05-01', 80]))).toEqual([
    { date: '2025-01-01', trendKg: 120 },
    { date: '2026-05-01', trendKg: 80 },
  ])
  expect(trendOf([])).toEqual([])
})

test('rounding does not pile up: a hundred equal days stay where they are', () => {
  const same = days(
    ...Array.from({ length: 100 }, (_, n): [string, number] => [
      new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
      70.1,
    ]),
  )
  expect(new Set(trendOf(same).map(({ trendKg }) => trendKg))).toEqual(new Set([70.1]))
})

test('of two weighings for one instant the one stated later counts, whichever comes first', () => {
  const at = { date: '2026-05-01', measuredAt: new Date('2026-05-01T06:00:00Z') }
  const typo = { ...at, weightKg: 178, version: 1n }
  const right = { ...at, weightKg: 78, version: 2n }
  for (const order of [
    [typo, right],
    [right, typo],
  ])
    expect(trendOf(order)).toEqual([{ date: '2026-05-01', trendKg: 78 }])
})
