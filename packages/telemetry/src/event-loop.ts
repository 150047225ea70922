import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge } from 'prom-client'
import type { Registry } from 'prom-client'

/** Measures how late the event loop runs. `lagMs()` is the 99th percentile since the last call. */
export function eventLoopGauge(registry: Registry): { lagMs(): number; [Symbol.dispose](): void } {
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  const lagMs = () => {
    const value = histogram.percentile(99) / 1e6
    histogram.reset()
    return Number.isFinite(value) ? value : 0
  }
  new Gauge({ name: 'event_loop_lag_ms', help: '99th percentile of event loop delay since the last scrape, in ms', registers: [registry], collect() { this.set(lagMs()) } })
  return { lagMs, [Symbol.dispose]() { histogram.disable() } }
}
