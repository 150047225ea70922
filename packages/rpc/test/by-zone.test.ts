import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { METHODS } from '@mymacrotracker/contracts'
import { createRetryPolicy, startRpcServer, type RpcServer, type Zones } from '@mymacrotracker/rpc'
import { eventually, freePort } from '@mymacrotracker/testing'
import { openClusterApi } from '../src/kubernetes/cluster-api.ts'
import { openClusterZones } from '../src/kubernetes/cluster-zones.ts'
import {
  CONFIG_MAPS,
  SLICES,
  aSlice,
  aZonesMap,
  startKubernetesApi,
  type KubernetesApi,
} from './kubernetes-api.ts'
import { SECRET, rules, testClient, testDispatcher, within, type TestClient } from './test-service.ts'

// Three zones on one machine: 127.0.0.11 is a, .12 is b, .13 is c.
const HOSTS = { a: '127.0.0.11', b: '127.0.0.12', c: '127.0.0.13' }
type Zone = keyof typeof HOSTS
const ALL: readonly Zone[] = ['a', 'b', 'c']

let api: KubernetesApi
let port: number
let reached: string[]
const closing: (() => unknown)[] = []
const silent = { info() {}, warn() {} } as never

const ends = (zones: readonly Zone[]) => zones.map((zone) => ({ host: HOSTS[zone], zone }))
const tell = (zones: readonly Zone[]) => {
  api.set(SLICES, aSlice(ends(zones), { port }))
}
const serve = async (zone: Zone): Promise<RpcServer> => {
  const server = await startRpcServer({
    dispatchers: [testDispatcher({ name: zone })],
    host: HOSTS[zone],
    port,
    peerSecret: SECRET,
  })
  closing.push(() => server.stop(0))
  return server
}
/** A server in a process of its own, which can be frozen. */
const serveApart = async (zone: Zone): Promise<ChildProcess> => {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'serving-process.ts'),
      HOSTS[zone],
      String(port),
      zone,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  )
  closing.push(() => child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  return child
}
const client = ({
  zone = 'a',
  withZones = true,
  retry = false,
}: { zone?: Zone; withZones?: boolean; retry?: boolean } = {}): TestClient => {
  let zones: Zones | undefined
  if (withZones) {
    zones = openClusterZones({
      api: openClusterApi(api.access),
      services: ['test'],
      ownServices: [],
      zone,
      podIp: undefined,
      excluded: [],
      configMap: 'zones',
      logger: silent,
    })
    closing.push(() => zones?.close())
  }
  const made = testClient({
    address: `k8s:///test:${port}`,
    service: 'test',
    peer: 'gateway',
    peerSecret: SECRET,
    zones,
    onCall: (each) => {
      reached.push(each)
    },
    ...(retry && { retry: createRetryPolicy() }),
  })
  closing.push(() => made.close())
  return made
}
const nameOf = async (by: TestClient, deadlineMs = 20_000) =>
  (await by.act({ do: 'name' }, within(deadlineMs))).text
const namesOf = async (by: TestClient, calls: number) => {
  const names = new Set<string>()
  for (let n = 0; n < calls; n++) names.add(await nameOf(by))
  return [...names].sort().join('')
}
/** Calls at a steady pace until told to stop, as a gateway would make them. */
const steady = (by: TestClient, { everyMs = 33, deadlineMs = 3_000 } = {}) => {
  const calls: Promise<void>[] = []
  const answers: { zone: string; at: number; ms: number }[] = []
  const failed: string[] = []
  const timer = setInterval(() => {
    const startedAt = performance.now()
    calls.push(
      nameOf(by, deadlineMs).then(
        (zone) => {
          answers.push({ zone, at: performance.now(), ms: performance.now() - startedAt })
        },
        (error: Error) => {
          failed.push(error.message)
        },
      ),
    )
  }, everyMs)
  closing.push(() => clearInterval(timer))
  return {
    answers,
    async stop() {
      clearInterval(timer)
      await Promise.all(calls)
      return { answers, failed }
    },
  }
}

beforeEach(async () => {
  api = await startKubernetesApi()
  closing.push(() => api.close())
  port = await freePort()
  reached = []
  // The service of these tests is no part of the contracts: its calls may be sent twice.
  Object.assign(METHODS, rules)
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  for (const path of Object.keys(rules)) delete METHODS[path]
})

describe('in peace', () => {
  test('calls stay in their zone, and are counted so', async () => {
    for (const zone of ALL) await serve(zone)
    tell(ALL)
    const by = client({ zone: 'b' })
    await eventually(async () => expect(await namesOf(by, 5)).toBe('b'))
    reached = []
    expect(await namesOf(by, 50)).toBe('b')
    expect(reached).toEqual(Array.from({ length: 50 }, () => 'same'))
  })

  test('a zone without an endpoint of its own calls all others, and is counted so', async () => {
    for (const zone of ALL) await serve(zone)
    tell(['b', 'c'])
    const by = client({ zone: 'a' })
    await eventually(async () => expect(await namesOf(by, 6)).toBe('bc'))
    expect(new Set(reached)).toEqual(new Set(['other']))
  })

  test('an endpoint that goes and comes is followed, and no call fails', async () => {
    for (const zone of ALL) await serve(zone)
    tell(ALL)
    const by = client()
    await eventually(async () => expect(await namesOf(by, 5)).toBe('a'))
    const calls = steady(by, { everyMs: 3 })
    tell(['b', 'c'])
    await eventually(async () => expect(await namesOf(by, 6)).toBe('bc'))
    tell(ALL)
    await eventually(async () => expect(await namesOf(by, 6)).toBe('a'))
    expect((await calls.stop()).failed).toEqual([])
  })
})

test('a connection outlives the time that its attempt had', async () => {
  const server = await startRpcServer({
    dispatchers: [testDispatcher({ name: 'a' })],
    host: '127.0.0.1',
    port: 0,
    peerSecret: SECRET,
  })
  let connections = 0
  const door = createServer((near) => {
    connections++
    const far = connect(server.port, '127.0.0.1')
    near
      .on('error', () => far.destroy())
      .pipe(far)
      .on('error', () => near.destroy())
      .pipe(near)
  })
  await new Promise<void>((resolve) => {
    door.listen(port, HOSTS.a, resolve)
  })
  closing.push(
    () => server.stop(0),
    () => door.close(),
  )
  tell(['a'])
  const calls = steady(client(), { everyMs: 100 })
  await sleep(6_000)
  expect((await calls.stop()).failed).toEqual([])
  expect(connections).toBe(1)
})

describe('an excluded zone', () => {
  test('gets no more calls soon after the one value changes, and gets them again afterwards', async () => {
    for (const zone of ALL) await serve(zone)
    tell(ALL)
    const [inside, outside] = [client({ zone: 'a' }), client({ zone: 'b' })]
    await eventually(async () =>
      expect([await namesOf(inside, 5), await namesOf(outside, 5)]).toEqual(['a', 'b']),
    )
    const calls = [steady(inside), steady(outside)]
    api.set(CONFIG_MAPS, aZonesMap('a'))
    await eventually(async () =>
      expect([await namesOf(inside, 6), await namesOf(outside, 6)]).toEqual(['bc', 'b']),
    )
    api.remove(CONFIG_MAPS, 'zones')
    await eventually(async () =>
      expect([await namesOf(inside, 5), await namesOf(outside, 5)]).toEqual(['a', 'b']),
    )
    for (const each of calls) expect((await each.stop()).failed).toEqual([])
  })

  test('is called when there is no way to any other, and no longer than that', async () => {
    await serve('a')
    const b = await serve('b')
    api.set(CONFIG_MAPS, aZonesMap('a'))
    tell(ALL)
    const by = client()
    await eventually(async () => expect(await namesOf(by, 3)).toBe('b'))
    await b.stop(0)
    await eventually(async () => expect(await namesOf(by, 3)).toBe('a'))
    await serve('b')
    await eventually(async () => expect(await namesOf(by, 3)).toBe('b'))
  })

  test('gets no call from a process that starts, though its connection may be the first', async () => {
    await serve('a')
    await sleep(50)
    await serve('c')
    api.set(CONFIG_MAPS, aZonesMap('a'))
    tell(['a', 'c'])
    for (let n = 0; n < 10; n++) expect(await nameOf(client())).toBe('c')
  })
})

describe('the own zone dies while the API still calls it ready', () => {
  const settled = async (by: TestClient) => {
    await eventually(async () => expect(await namesOf(by, 5)).toBe('a'), 60_000)
  }

  test('a killed process: the others are called at once, and the own again when it is back', async () => {
    const child = await serveApart('a')
    await serve('b')
    tell(['a', 'b'])
    const by = client({ retry: true })
    await settled(by)
    const calls = steady(by)
    child.kill('SIGKILL')
    await eventually(async () => expect(await nameOf(by)).toBe('b'))
    await serveApart('a')
    await settled(by)
    expect((await calls.stop()).failed).toEqual([])
  })

  test('a frozen process: no call fails at 30 a second, those that hang are answered elsewhere, and it is called again when it thaws', async () => {
    const child = await serveApart('a')
    await serve('b')
    tell(['a', 'b'])
    const by = client({ retry: true })
    await settled(by)
    const calls = steady(by)
    await sleep(500)
    child.kill('SIGSTOP')
    const frozenAt = performance.now()
    await sleep(6_000)
    const afterwards = calls.answers.filter(({ at }) => at > frozenAt)
    child.kill('SIGCONT')
    await settled(by)
    expect((await calls.stop()).failed).toEqual([])
    expect(afterwards.length).toBeGreaterThan(100)
    expect(Math.max(...afterwards.map(({ ms }) => ms))).toBeLessThan(3_000)
  })

  test('a caller without retries: calls that begin a second after the freeze are answered elsewhere', async () => {
    const child = await serveApart('a')
    await serve('b')
    tell(['a', 'b'])
    const by = client()
    await settled(by)
    child.kill('SIGSTOP')
    const hanging = Array.from({ length: 3 }, () => nameOf(by, 20_000).catch((error: Error) => error.message))
    await sleep(1_000)
    expect(await nameOf(by)).toBe('b')
    expect(await Promise.all(hanging)).toEqual(Array.from({ length: 3 }, () => 'test cannot be reached'))
  })

  test('an address that takes connections and says nothing is left out, and tried again', async () => {
    const sockets: Socket[] = []
    let dials = 0
    const mute = createServer((socket) => {
      dials++
      sockets.push(socket)
    })
    await new Promise<void>((resolve) => {
      mute.listen(port, HOSTS.a, resolve)
    })
    closing.push(() => {
      for (const socket of sockets) socket.destroy()
      mute.close()
    })
    await serve('b')
    tell(['a', 'b'])
    const by = client()
    expect(await nameOf(by)).toBe('b')
    await eventually(() => expect(dials).toBeGreaterThan(1), 60_000)
    expect(await namesOf(by, 5)).toBe('b')
  })
})

describe('the API is away', () => {
  test('from the start: the name is looked up in DNS, and endpoints are used when it comes', async () => {
    port = (await serve('a')).port
    await api.goAway()
    const zones = openClusterZones({
      api: openClusterApi(api.access),
      services: ['localhost'],
      ownServices: [],
      zone: 'a',
      podIp: undefined,
      excluded: [],
      configMap: undefined,
      logger: silent,
    })
    const local = await startRpcServer({
      dispatchers: [testDispatcher({ name: 'by DNS' })],
      host: 'localhost',
      port,
      peerSecret: SECRET,
    })
    const by = testClient({
      address: `k8s:///localhost:${port}`,
      service: 'test',
      peer: 'gateway',
      peerSecret: SECRET,
      zones,
    })
    closing.push(
      () => local.stop(0),
      () => zones.close(),
      () => by.close(),
    )
    expect(await nameOf(by)).toBe('by DNS')
    api.set(SLICES, aSlice(ends(['a']), { service: 'localhost', port }))
    await api.comeBack()
    await eventually(async () => expect(await nameOf(by)).toBe('a'), 60_000)
  })

  test('later: the endpoints that were known last are used', async () => {
    for (const zone of ALL) await serve(zone)
    tell(ALL)
    const by = client()
    await eventually(async () => expect(await namesOf(by, 5)).toBe('a'))
    await api.goAway()
    expect(await namesOf(by, 20)).toBe('a')
  })

  test('outside of a cluster names are looked up in DNS', async () => {
    port = await freePort()
    const local = await startRpcServer({
      dispatchers: [testDispatcher({ name: 'by DNS' })],
      host: 'localhost',
      port,
      peerSecret: SECRET,
    })
    const by = testClient({
      address: `k8s:///localhost:${port}`,
      service: 'test',
      peer: 'gateway',
      peerSecret: SECRET,
    })
    closing.push(
      () => local.stop(0),
      () => by.close(),
    )
    expect(await nameOf(by)).toBe('by DNS')
  })

  test('a service without a ready endpoint is unavailable, and says so to the log', async () => {
    tell([])
    await expect(nameOf(client(), 3_000)).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'SERVICE_UNREACHABLE',
    })
  })
})
