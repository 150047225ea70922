import { collectDefaultMetrics, type Registry } from 'prom-client'
import { eventLoopGauge } from './event-loop.ts'

/** Metrics of prom-client's own event-loop histogram, which is slowed down here and so too coarse. */
const OWN_HISTOGRAM = /^nodejs_eventloop_lag_(min|max|mean|stddev|p\d+)_seconds$/

/** CPU, memory, garbage collection and event loop of this process. Once per process, as none of it belongs to one module. */
export function processMetrics(registry: Registry): { [Symbol.dispose](): void } {
  // Each such histogram wakes the process, and eventLoopGauge has one already: this one is slowed down and not exported.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 60_000 })
  for (const { name } of registry.getMetricsAsArray())
    if (OWN_HISTOGRAM.test(name)) registry.removeSingleMetric(name)
  return eventLoopGauge(registry)
}
