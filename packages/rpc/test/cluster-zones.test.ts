import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import { openClusterApi } from '../src/kubernetes/cluster-api.ts'
import { openClusterZones, type ClusterZonesOptions } from '../src/kubernetes/cluster-zones.ts'
import type { RankedEndpoint, Zones } from '../src/zones/zones.ts'
import {
  CONFIG_MAPS,
  SLICES,
  aSlice,
  aZonesMap,
  startKubernetesApi,
  type KubernetesApi,
} from './kubernetes-api.ts'
import { startServiceAddress } from './service-address.ts'

let api: KubernetesApi
let lines: string[]
const opened: Zones[] = []
const logger = {
  info: (_: object, text?: string) => {
    lines.push(text ?? '')
  },
  warn: (_: object, text?: string) => {
    lines.push(text ?? '')
  },
} as ClusterZonesOptions['logger']

/** Follows `test` and keeps what was told last: `a1/0 b1/1` is host and rank. */
const follow = (more: Partial<ClusterZonesOptions> = {}, service = 'test') => {
  const zones = openClusterZones({
    api: openClusterApi(api.access),
    services: ['test', 'other.there'],
    ownServices: ['me'],
    zone: 'a',
    podIp: undefined,
    excluded: [],
    configMap: 'zones',
    logger,
    ...more,
  })
  opened.push(zones)
  const told: { now: string | undefined; times: number } = { now: undefined, times: 0 }
  zones.follow(service, 9000, (endpoints: readonly RankedEndpoint[]) => {
    told.now = endpoints.map(({ host, rank }) => `${host}/${rank}`).join(' ')
    told.times++
  })
  return told
}
const three = ['a', 'b', 'c'].map((zone) => ({ host: `${zone}1`, zone }))

beforeEach(async () => {
  api = await startKubernetesApi()
  lines = []
})
afterEach(async () => {
  for (const each of opened.splice(0)) each.close()
  await api.close()
})

describe('what is told', () => {
  test('the endpoints as they are, and each change of them', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow()
    await eventually(() => expect(told.now).toBe('a1/0 b1/1 c1/1'))
    api.set(SLICES, aSlice(three.slice(0, 2)))
    await eventually(() => expect(told.now).toBe('a1/0 b1/1'))
    api.set(SLICES, aSlice([{ host: 'a2', zone: 'a' }], { name: 'test-x2' }))
    await eventually(() => expect(told.now).toBe('a1/0 a2/0 b1/1'))
    api.remove(SLICES, 'test-x1')
    await eventually(() => expect(told.now).toBe('a2/0'))
  })

  test('nothing when nothing changes for a caller', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow()
    await eventually(() => expect(told.now).toBeDefined())
    api.set(SLICES, aSlice(three))
    api.bookmark()
    api.set(SLICES, aSlice([...three, { host: 'd1', zone: 'd' }]))
    await eventually(() => expect(told.now).toContain('d1'))
    expect(told.times).toBe(2)
  })

  test('a service of another namespace is looked for there', async () => {
    api.set(SLICES.replace('here', 'there'), aSlice([{ host: 'x1', zone: 'b' }], { service: 'other' }))
    const told = follow({}, 'other.there')
    await eventually(() => expect(told.now).toBe('x1/0'))
  })

  test('only the slices of services that are called, and of the own', async () => {
    const told = follow()
    await eventually(() => expect(told.now).toBe(''))
    expect(
      api.requests
        .filter((url) => url.startsWith(SLICES))
        .map((url) => new URL(url, 'https://localhost').searchParams.get('labelSelector')),
    ).toContain('kubernetes.io/service-name in (me,test)')
  })

  test('nothing at all without an API', async () => {
    const told = follow({ api: undefined })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(told.times).toBe(0)
  })
})

describe('the own zone', () => {
  test('is that of the endpoint with the address of the pod, when it is not given', async () => {
    api.set(SLICES, aSlice(three))
    api.set(SLICES, aSlice([{ host: '10.9.9.9', zone: 'c', ready: false }], { service: 'me' }))
    const told = follow({ zone: undefined, podIp: '10.9.9.9' })
    await eventually(() => expect(told.now).toBe('a1/1 b1/1 c1/0'))
  })

  test('is found when the endpoint comes later; until then all are alike', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow({ zone: undefined, podIp: '10.9.9.9' })
    await eventually(() => expect(told.now).toBe('a1/0 b1/0 c1/0'))
    api.set(SLICES, aSlice([{ host: '10.9.9.9', zone: 'b' }], { service: 'me' }))
    await eventually(() => expect(told.now).toBe('a1/1 b1/0 c1/1'))
  })
})

describe('excluded zones', () => {
  test('are those of the setting and those of the ConfigMap, followed live', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow({ excluded: ['c'] })
    await eventually(() => expect(told.now).toBe('a1/0 b1/1 c1/2'))
    api.set(CONFIG_MAPS, aZonesMap('a'))
    await eventually(() => expect(told.now).toBe('a1/2 b1/0 c1/2'))
    api.set(CONFIG_MAPS, aZonesMap(' a , b '))
    await eventually(() => expect(told.now).toBe('a1/2 b1/2 c1/2'))
    expect(lines).toContain('only excluded zones have this service, so they are called')
    api.remove(CONFIG_MAPS, 'zones')
    await eventually(() => expect(told.now).toBe('a1/0 b1/1 c1/2'))
  })

  test('no other ConfigMap is asked for, so that a Role may name this one', async () => {
    follow()
    await eventually(() =>
      expect(api.requests.filter((url) => url.startsWith(CONFIG_MAPS)).length).toBeGreaterThan(1),
    )
    for (const url of api.requests.filter((each) => each.startsWith(CONFIG_MAPS)))
      expect(new URL(url, 'https://localhost').searchParams.get('fieldSelector')).toBe('metadata.name=zones')
  })
})

describe('trouble with the API', () => {
  const until = async (told: { now: string | undefined }, now: string) => {
    await eventually(() => expect(told.now).toBe(now), 60_000)
  }

  test('a history that is gone (410) is met by a new list', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow()
    await eventually(() => expect(api.watching).toBe(3))
    api.expire()
    api.set(SLICES, aSlice(three.slice(1)))
    await until(told, 'b1/0 c1/0')
    expect(lines).not.toContain('the Kubernetes API does not answer: the last known state is used')
  })

  test('a watch that is cut off is made again, with what was missed', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow()
    await eventually(() => expect(api.watching).toBe(3))
    api.cut()
    api.set(SLICES, aSlice(three.slice(0, 1)))
    await until(told, 'a1/0')
  })

  test('a watch that ends in order is followed by a list that may not be older', async () => {
    const told = follow()
    await eventually(() => expect(api.watching).toBe(3))
    api.bookmark()
    api.endWatches()
    await eventually(
      () =>
        expect(
          api.requests.some(
            (url) => url.includes('resourceVersionMatch=NotOlderThan') && url.includes('resourceVersion=150'),
          ),
        ).toBe(true),
      60_000,
    )
    api.set(SLICES, aSlice(three))
    await until(told, 'a1/0 b1/1 c1/1')
  })

  test('what was known stays while the API is away, and is set right when it is back', async () => {
    api.set(SLICES, aSlice(three))
    const told = follow()
    await until(told, 'a1/0 b1/1 c1/1')
    await api.goAway()
    await eventually(
      () => expect(lines).toContain('the Kubernetes API does not answer: the last known state is used'),
      60_000,
    )
    expect(told).toEqual({ now: 'a1/0 b1/1 c1/1', times: 1 })
    api.set(SLICES, aSlice(three.slice(2)))
    await api.comeBack()
    await until(told, 'c1/0')
    expect(lines).toContain('the Kubernetes API answers again')
  })

  test('a refusal, such as of a Role that is missing, is tried again and told once', async () => {
    api.refuse(403)
    const told = follow({ configMap: undefined, services: ['test'] })
    await eventually(() => expect(api.requests.length).toBeGreaterThan(2), 60_000)
    expect(lines.filter((each) => each.includes('does not answer'))).toHaveLength(1)
    api.refuse(0)
    await until(told, '')
  })

  test('a token that is replaced while the pod runs is taken up', async () => {
    const told = follow()
    await until(told, '')
    api.renewToken()
    api.set(SLICES, aSlice(three))
    api.cut()
    await until(told, 'a1/0 b1/1 c1/1')
  })

  describe('when an API server freezes, which breaks no connection', () => {
    let address: Awaited<ReturnType<typeof startServiceAddress>>
    const followBy = () =>
      follow({
        api: openClusterApi({ ...api.access, url: address.url }),
        configMap: undefined,
        services: ['test'],
      })
    beforeEach(async () => {
      address = await startServiceAddress(api.access.url)
      api.set(SLICES, aSlice(three))
    })
    afterEach(() => {
      address.close()
    })

    test('a change is seen by a new connection', async () => {
      const told = followBy()
      await eventually(() => expect(api.watching).toBe(1))
      address.freeze(0)
      api.set(SLICES, aSlice(three.slice(1)))
      await until(told, 'b1/0 c1/0')
    })

    test('new connections that reach it are given up soon too', async () => {
      const told = followBy()
      await eventually(() => expect(api.watching).toBe(1))
      address.freeze(2)
      api.set(SLICES, aSlice(three.slice(1)))
      await until(told, 'b1/0 c1/0')
      await eventually(() => expect(address.connections).toBe(1))
    })

    test('a watch that is only quiet ends in order, and leaves no connection', async () => {
      followBy()
      await eventually(
        () => expect(api.requests.filter((url) => url.includes('watch')).length).toBeGreaterThan(1),
        60_000,
      )
      await eventually(() => expect(address.connections).toBe(1))
      expect(lines).toEqual([])
    })
  })
})
