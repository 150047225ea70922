import { expect, test } from '@jest/globals'
import { readConfig } from '@mymacrotracker/config'
import type { Logger } from '@mymacrotracker/telemetry'
import { processSettings } from '../src/settings.ts'
import { zonesOf } from '../src/zones.ts'

const settings = (env: Record<string, string>) => readConfig(processSettings, env)

test('an address in Kubernetes is a service, perhaps its namespace, and a port', () => {
  for (const address of ['k8s:///events:9000', 'k8s:///events.other:9000', 'k8s:///my-events-2:1'])
    expect(settings({ EVENTS_ADDR: address }).EVENTS_ADDR).toBe(address)
  for (const address of [
    'k8s://events:9000',
    'k8s:///events',
    'k8s:///Events:9000',
    'k8s:///events.here.svc:9000',
    'k8s:///a:1,k8s:///b:2',
    'k8s:///-a:1',
  ]) {
    expect(() => settings({ EVENTS_ADDR: address })).toThrow(
      'EVENTS_ADDR: must be grpc://host:port, several separated by commas, dns:///name:port or k8s:///name[.namespace]:port',
    )
  }
})

test('zones separated by commas are a list, and none is none', () => {
  expect(settings({ EXCLUDED_ZONES: 'a, b,' }).EXCLUDED_ZONES).toEqual(['a', 'b'])
  expect(settings({}).EXCLUDED_ZONES).toEqual([])
})

test('a process without an address in Kubernetes follows no zones; one outside of a cluster says that it uses DNS', async () => {
  const lines: string[] = []
  const logger = {
    warn: (_: object, text: string) => {
      lines.push(text)
    },
  } as unknown as Logger
  expect(await zonesOf(settings({ EVENTS_ADDR: 'dns:///events:9000' }), logger)).toBeUndefined()
  expect(lines).toEqual([])
  const zones = await zonesOf(settings({ EVENTS_ADDR: 'k8s:///events:9000' }), logger)
  zones!.close()
  expect(lines).toEqual([
    'not in a Kubernetes cluster, or without a service account: services are looked up in DNS, and zones are ignored',
  ])
})
