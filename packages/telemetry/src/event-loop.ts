import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'

/** Sampling every 20 ms was a third of an idle process's wake-ups. */
const RESOLUTION_MS = 100

/** Measures how late the event loop runs. `lagMs()` is the 99th percentile since the last call. */
export function eventLoopGauge(registry: Registry): { lagMs(): number; [Symbol.dispose](): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const lagMs = () => {
    // A sample is the time since the previous one.
    const value = histogram.percentile(99) / 1e6 - RESOLUTION_MS
    histogram.reset()
    return Number.isFinite(value) ? Math.max(0, value) : 0
  }
  new Gauge({
    name: 'event_loop_lag_ms',
    help: '99th percentile of event loop delay since the last scrape, in ms',
    registers: [registry],
    collect() {
      this.set(lagMs())
    },
  })
  return {
    lagMs,
    [Symbol.dispose]() {
      histogram.disable()
    },
  }
}
