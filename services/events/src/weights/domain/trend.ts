/** One weighing. Of two for one instant, the one stated later corrects the other. */
export interface Weighing {
  date: string
  measuredAt: Date
  weightKg: number
  version: bigint
}
export interface TrendPoint {
  date: string
  trendKg: number
}

/** T += 0.1 (W − T) a day (John Walker, The Hacker's Diet). */
const SMOOTHING = 0.1
/** After so many days the weight of what came before is below one in a million. */
export const TREND_MEMORY_DAYS = 132

/**
 * The trend through weights, one point for each day that has one. Several weighings of a day count as their mean. Over a gap
 * of n days the old trend keeps 0.9^n: what is missing is not invented.
 */
export function trendOf(weights: readonly Weighing[]): TrendPoint[] {
  const days = [...Map.groupBy(oneAnInstant(weights), ({ date }) => date)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const points: TrendPoint[] = []
  for (const [date, ofDay] of days) {
    const mean = ofDay.reduce((total, { weightKg }) => total + weightKg, 0) / ofDay.length
    const last = points.at(-1)
    const keep = last ? (1 - SMOOTHING) ** ((Date.parse(date) - Date.parse(last.date)) / 86_400_000) : 0
    points.push({ date, trendKg: last ? last.trendKg * keep + mean * (1 - keep) : mean })
  }
  return points.map(({ date, trendKg }) => ({ date, trendKg: Math.round(trendKg * 1000) / 1000 }))
}

function oneAnInstant(weights: readonly Weighing[]): Weighing[] {
  const byInstant = new Map<number, Weighing>()
  for (const each of weights) {
    const there = byInstant.get(each.measuredAt.getTime())
    if (!there || each.version > there.version) byInstant.set(each.measuredAt.getTime(), each)
  }
  return [...byInstant.values()]
}
