import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { processMetrics } from '../src/process-metrics.ts'

test('the lag of the event loop is told by our own measure, not by a histogram that was slowed down', async () => {
  const registry = new Registry()
  using _ = processMetrics(registry)
  const lags = [...(await registry.metrics()).matchAll(/^(\w*event_?loop_lag\w*)/gm)].map(([name]) => name)
  expect(lags).toEqual(['nodejs_eventloop_lag_seconds', 'event_loop_lag_ms'])
})
