import { collectDefaultMetrics, type Registry } from 'prom-client'
import { eventLoopGauge } from './event-loop.ts'

/** What prom-client takes from a histogram of its own, whose samples are as coarse as it is slow. */
const OWN_HISTOGRAM = /^nodejs_eventloop_lag_(min|max|mean|stddev|p\d+)_seconds$/

/** CPU, memory, garbage collection and event loop of this process; once a process, as none of it belongs to a module. */
export function processMetrics(registry: Registry): { [Symbol.dispose](): void } {
  // Each such histogram wakes the process up, and eventLoopGauge does already: this one is slowed down, and not shown.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 60_000 })
  for (const { name } of registry.getMetricsAsArray())
    if (OWN_HISTOGRAM.test(name)) registry.removeSingleMetric(name)
  return eventLoopGauge(registry)
}
