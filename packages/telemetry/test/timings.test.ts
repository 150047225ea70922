import { expect, test } from '@jest/globals'
import { Histogram, Registry } from 'prom-client'
import { createTimings } from '../dist/timings.js'

const BUCKETS = [0.001, 0.01, 0.1, 1]
const TIMES = [0, 0.0005, 0.001, 0.0011, 0.01, 0.05, 1, 1.0001, 60]

test('timings say what a histogram of prom-client says of the same times', async () => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const timings = createTimings<'method'>({
    registry: ours,
    name: 'call_seconds',
    help: 'Time of a call',
    outcome: 'code',
    buckets: BUCKETS,
  })
  const histogram = new Histogram({
    name: 'call_seconds',
    help: 'Time of a call',
    labelNames: ['method', 'code'],
    buckets: BUCKETS,
    registers: [theirs],
  })
  for (const method of ['a', 'b']) {
    for (const [at, seconds] of TIMES.entries()) {
      const code = at % 2 === 0 ? 'OK' : 'NOT_FOUND'
      timings.of({ method })(code, seconds)
      histogram.observe({ method, code }, seconds)
    }
  }
  // The order of labels and series is nobody's promise.
  const linesOf = async (registry: Registry) =>
    (await registry.metrics())
      .split('\n')
      .map((line) => line.replace(/\{(.*)\}/, (_all, labels: string) => labels.split(',').toSorted().join()))
      .toSorted()
  expect(await linesOf(ours)).toEqual(await linesOf(theirs))
  expect(await ours.getMetricsAsJSON()).toMatchObject([{ name: 'call_seconds', type: 'histogram' }])
})
