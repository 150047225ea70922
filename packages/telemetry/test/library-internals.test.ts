import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { registerCustomMetric } from '../src/library-internals.ts'

test('a registry needs nothing of a metric but its name and get()', async () => {
  const registry = new Registry()
  const used = new Set<string | symbol>()
  const metric = {
    name: 'custom_total',
    get: async () => ({
      name: 'custom_total',
      help: 'A test',
      type: 'counter',
      aggregator: 'sum',
      values: [{ metricName: 'custom_total', labels: { service: 'events' }, value: 3 }],
    }),
  }
  const watched = new Proxy(metric, {
    get(target, property, receiver): unknown {
      used.add(property)
      return Reflect.get(target, property, receiver)
    },
  })
  registerCustomMetric(registry, watched)
  expect(await registry.metrics()).toContain('custom_total{service="events"} 3')
  // Faster text than get() gives, where a metric has it.
  used.delete('getForPromString')
  expect(used).toEqual(new Set(['name', 'get']))
})
