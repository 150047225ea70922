import type { Registry } from 'prom-client'
import { registerCustomMetric } from './library-internals.ts'

/** A histogram for hot paths: labels are looked up once, and an observation adds to an array. */
export interface Timings<Label extends string> {
  /** Returns a function that records times for these labels, by outcome. */
  of(labels: Record<Label, string>): (outcome: string, seconds: number) => void
}

interface TimingsOptions {
  registry: Registry
  name: string
  help: string
  /** Name of the label whose value is known last. */
  outcome: string
  buckets: readonly number[]
}
interface Series {
  labels: Record<string, string>
  /** One per bucket, and one for longer times. */
  counts: number[]
  sum: number
}

/** prom-client's own takes 1 µs an observation, a tenth of an in-process call; this one takes a tenth of that. */
export function createTimings<Label extends string>({
  registry,
  name,
  help,
  outcome,
  buckets,
}: TimingsOptions): Timings<Label> {
  const all: Series[] = []
  const known = new Map<string, ReturnType<Timings<Label>['of']>>()
  registerCustomMetric(registry, {
    name,
    get: async () => ({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: all.flatMap((series) => valuesOf(name, buckets, series)),
    }),
  })
  return {
    of(labels) {
      const key = JSON.stringify(labels)
      const before = known.get(key)
      if (before) return before
      const byOutcome = new Map<string, Series>()
      const add = (value: string) => {
        const series = {
          labels: { ...labels, [outcome]: value },
          counts: Array.from({ length: buckets.length + 1 }, () => 0),
          sum: 0,
        }
        all.push(series)
        byOutcome.set(value, series)
        return series
      }
      const observe = (value: string, seconds: number) => {
        const series = byOutcome.get(value) ?? add(value)
        let at = 0
        while (at < buckets.length && seconds > buckets[at]!) at++
        series.counts[at]!++
        series.sum += seconds
      }
      known.set(key, observe)
      return observe
    },
  }
}

function valuesOf(name: string, buckets: readonly number[], { labels, counts, sum }: Series) {
  let below = 0
  const bounds = [...buckets, '+Inf'].map((le, at) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: (below += counts[at]!),
  }))
  return [
    ...bounds,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: below },
  ]
}
