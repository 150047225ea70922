import { collectDefaultMetrics } from 'prom-client'
import type { Registry } from 'prom-client'
import { eventLoopGauge } from './event-loop.ts'

/** CPU, memory, garbage collection and event loop of this process; once a process, as none of it belongs to a module. */
export function processMetrics(registry: Registry): { [Symbol.dispose](): void } {
  // Its own histogram of the event loop is not used: each wakes the process up, and eventLoopGauge does already.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 1000 })
  return eventLoopGauge(registry)
}
