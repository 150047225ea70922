import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  MAX_BODY_BYTES,
  createBus,
  type Bus,
  type BusDriver,
  type BusMessage,
  type DeliveredMessage,
} from '@mymacrotracker/bus'
import { createNatsDriver } from '@mymacrotracker/bus/nats'
import { masterKeyOf } from '@mymacrotracker/keys'
import { classifyFailure } from '@mymacrotracker/errors'
import { createLoadGauge, createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { TEST_KEY, eventually } from '@mymacrotracker/testing'
import { startNats, type NatsCluster } from '@mymacrotracker/testing/brokers'
import { describeBus } from './conformance.ts'

const logger = createLogger({ level: process.env['LOG_LEVEL'] ?? 'silent', name: 'test' })
const keys = masterKeyOf(TEST_KEY)

/** A process's way to its server: cut, nothing passes any more, as after a crash. */
interface Wire {
  port: number
  cut(): void
  close(): void
}

async function layWire(server: string): Promise<Wire> {
  const [host, port] = server.split(':')
  const sockets = new Set<Socket>()
  const listener = createServer((near) => {
    const far = connect({ host, port: Number(port) })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
    }
  })
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve)
  })
  const cut = () => {
    listener.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (listener.address() as AddressInfo).port, cut, close: cut }
}

interface Process {
  bus: Bus
  driver: BusDriver
  crash(): void
  close(): Promise<void>
}

async function openProcess(
  servers: readonly string[],
  {
    wired = false,
    credentials,
  }: { wired?: boolean; credentials?: { username: string; password: string } } = {},
): Promise<Process> {
  const wires = wired ? await Promise.all(servers.map(layWire)) : []
  const driver = await createNatsDriver({
    servers: wired ? wires.map(({ port }) => `127.0.0.1:${port}`) : servers,
    clientId: 'test',
    sealerOf: () => keys.forService('test').sealer('parked'),
    logger,
    ...(credentials && { credentials }),
    loadGauge: createLoadGauge(),
    isCompacted: (topic) => topic.startsWith('compacted.'),
  })
  return {
    driver,
    bus: createBus({ driver, logger, metrics: createMetrics() }),
    crash() {
      for (const wire of wires) wire.cut()
    },
    async close() {
      await driver.close()
      for (const wire of wires) wire.close()
    },
  }
}

const message = (topic: string, of: string, text: string): BusMessage => ({
  topic,
  key: of,
  eventId: randomUUID(),
  headers: {},
  body: Buffer.from(text),
})
const texts = (messages: readonly DeliveredMessage[]) =>
  messages.map(({ body }) => Buffer.from(body).toString())
const newDir = () => mkdtempSync(join(tmpdir(), 'mymacrotracker-nats-'))

describeBus('the nats driver', async () => {
  const dir = newDir()
  const cluster = await startNats({ servers: 1, dir })
  const processes = new Map<Bus, Process>()
  return {
    async open() {
      const process = await openProcess(cluster.servers, { wired: true })
      processes.set(process.bus, process)
      return process.bus
    },
    compactedTopic: () => `compacted.${randomUUID()}.v1`,
    // Whatever a later message of its key replaces is gone at once.
    async compact() {},
    async crash(bus) {
      processes.get(bus)!.crash()
    },
    async stop() {
      for (const { close } of processes.values()) await close().catch(() => undefined) // some were closed by their test
      await cluster.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
})

describe('nats alone', () => {
  const dir = newDir()
  let cluster: NatsCluster
  let process: Process
  beforeAll(async () => {
    cluster = await startNats({ servers: 1, dir })
    process = await openProcess(cluster.servers)
  })
  afterAll(async () => {
    await process.close()
    await cluster.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('names, keys and headers of any kind arrive, in the largest body', async () => {
    const topic = 'odd._*>-=%.töpic'
    const group = 'odd.*>=%_-.gröup'
    const keyed = {
      topic,
      key: ' k\r\n"%=:> é\u{1F34E}'.repeat(50),
      eventId: randomUUID(),
      headers: { 'Nats-Msg-Id': 'x', ce_time: ' 1:2\n%', 'é:': '', 'mmt-key': 'mine' },
      body: Buffer.alloc(MAX_BODY_BYTES, 7),
    }
    const heard: DeliveredMessage[] = []
    let isMended = false
    const subscription = await process.bus.consume({
      group,
      topic,
      handle: async (messages) => {
        if (!isMended) throw new Error('poison')
        heard.push(...messages)
      },
    })
    await process.bus.publish([keyed])
    await eventually(
      async () =>
        expect((await process.bus.parked(group))[0]).toMatchObject({
          topic,
          key: keyed.key,
          eventId: keyed.eventId,
          headers: keyed.headers,
        }),
      20_000,
    )
    isMended = true
    expect(await process.bus.redrive(group)).toBe(1)
    await eventually(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toMatchObject({ topic, key: keyed.key, eventId: keyed.eventId, headers: keyed.headers })
    expect(Buffer.compare(heard[0]!.body, keyed.body)).toBe(0)
    expect(await process.bus.lag(group)).toEqual({ [topic]: 0 })
    await subscription.stop()
  })

  test('while the server is away publishing fails as a passing fault within its limit, and afterwards all goes on', async () => {
    const topic = 'away.v1'
    const heard: string[] = []
    const subscription = await process.bus.consume({
      group: 'away',
      topic,
      handle: async (messages) => {
        heard.push(...texts(messages))
      },
    })
    await process.bus.publish([message(topic, 'a', '1')])
    await eventually(() => expect(heard).toEqual(['1']))
    await cluster.kill(1)
    const second = message(topic, 'a', '2')
    const startedAt = Date.now()
    const failed = await process.bus.publish([second]).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    expect(classifyFailure(failed?.error)).toBe('transient')
    expect(Date.now() - startedAt).toBeLessThan(15_000)
    await cluster.start(1)
    await eventually(() => process.bus.publish([second, message(topic, 'a', '3')]), 30_000)
    await eventually(
      () => expect(heard.filter((each, at) => heard.indexOf(each) === at)).toEqual(['1', '2', '3']),
      30_000,
    )
    await subscription.stop()
  })

  test('what was acknowledged, parked and handled is there after the server was killed', async () => {
    const topic = 'kept.v1'
    const heard: string[] = []
    const subscription = await process.bus.consume({
      group: 'kept',
      topic,
      handle: async (messages) => {
        if (messages[0]!.key === 'bad') throw new Error('poison')
        heard.push(...texts(messages))
      },
    })
    await process.bus.publish([message(topic, 'bad', 'b1'), message(topic, 'good', 'g1')])
    await eventually(async () => expect(await process.bus.parked('kept')).toHaveLength(1))
    await eventually(async () => expect(await process.bus.lag('kept')).toEqual({ [topic]: 0 }))
    await subscription.stop()
    await process.bus.publish([message(topic, 'good', 'g2')])
    await cluster.kill(1)
    await cluster.start(1)
    await eventually(async () => expect(texts(await process.bus.parked('kept'))).toEqual(['b1']), 30_000)
    const again = await process.bus.consume({
      group: 'kept',
      topic,
      handle: async (messages) => {
        heard.push(...texts(messages))
      },
    })
    await eventually(() => expect(heard).toEqual(['g1', 'g2']), 30_000)
    await again.stop()
  })

  test('a parked payload is not readable in the store, and a process that consumes nothing can redrive it', async () => {
    const topic = 'compacted.sealed.v1'
    let isMended = false
    const heard: string[] = []
    const subscription = await process.bus.consume({
      group: 'sealed',
      topic,
      handle: async (messages) => {
        if (!isMended) throw new Error('poison')
        heard.push(...texts(messages))
      },
    })
    await process.bus.publish([message(topic, 'k', 'secret breakfast')])
    await eventually(async () => expect(await process.bus.parked('sealed')).toHaveLength(1))
    // The topic itself holds it in the clear; a later fact of the key takes that one's place.
    const parkedFiles = filesBelow(dir).filter((path) => path.includes('mmt-parked'))
    expect(parkedFiles.some((path) => readFileSync(path).includes('sealed'))).toBe(true)
    expect(parkedFiles.some((path) => readFileSync(path).includes('breakfast'))).toBe(false)
    isMended = true
    const command = await openProcess(cluster.servers)
    expect(texts(await command.bus.parked())).toContain('secret breakfast')
    expect(await command.bus.redrive('sealed')).toBe(1)
    await command.close()
    await eventually(() => expect(heard).toEqual(['secret breakfast']))
    await eventually(async () => expect(await process.bus.parked('sealed')).toEqual([]))
    await subscription.stop()
  })

  test('a compacted topic keeps the last of each key, also when an older one arrives once more', async () => {
    const topic = 'compacted.food.v1'
    const [first, second] = [message(topic, 'k', 'k1'), message(topic, 'k', 'k2')]
    await process.bus.publish([first, second, message(topic, 'j', 'j1')])
    await process.bus.publish([first])
    const heard: string[] = []
    const subscription = await process.bus.consume({
      group: 'compacted',
      topic,
      handle: async (messages) => {
        heard.push(...texts(messages))
      },
    })
    await eventually(() => expect([...heard].sort()).toEqual(['j1', 'k2']))
    expect(await process.bus.lag('compacted')).toEqual({ [topic]: 0 })
    await subscription.stop()
  })

  test('a broadcast can start with recent messages', async () => {
    const topic = 'late.v1'
    await process.bus.publish(
      Array.from({ length: 150 }, (_, at) => message(topic, `k${at % 7}`, String(at))),
    )
    const heard: string[] = []
    const subscription = await process.bus.broadcast(
      topic,
      (each) => {
        heard.push(...texts([each]))
      },
      { sinceMs: 600_000 },
    )
    expect(heard).toHaveLength(150)
    await process.bus.publish([message(topic, 'a', 'now')])
    await eventually(() => expect(heard.slice(150)).toEqual(['now']))
    await subscription.stop()
  })

  test('a topic whose stream was removed begins anew', async () => {
    const topic = 'removed.v1'
    const heard: string[] = []
    const subscription = await process.bus.consume({
      group: 'removed',
      topic,
      handle: async (messages) => {
        heard.push(...texts(messages))
      },
    })
    await process.bus.publish([message(topic, 'a', '1'), message(topic, 'a', '2')])
    await eventually(() => expect(heard).toEqual(['1', '2']))
    await subscription.stop()
    const { connect: connectNats } = await import('@nats-io/transport-node')
    const { jetstreamManager } = await import('@nats-io/jetstream')
    const operator = await connectNats({ servers: cluster.servers })
    await (await jetstreamManager(operator)).streams.delete('mmt-topic-removed_v1')
    await operator.close()
    await eventually(() => process.bus.publish([message(topic, 'a', '3')]))
    const again = await process.bus.consume({
      group: 'removed',
      topic,
      handle: async (messages) => {
        heard.push(...texts(messages))
      },
    })
    await eventually(() => expect(heard).toEqual(['1', '2', '3']))
    await again.stop()
  })
})

test('a server that asks for a name and a password lets in who has them, and refuses others clearly', async () => {
  const dir = newDir()
  const credentials = { username: 'mymacrotracker', password: 'a "good" one' }
  const cluster = await startNats({ servers: 1, dir, credentials })
  const process = await openProcess(cluster.servers, { credentials })
  await process.bus.publish([message('secured.v1', 'a', '1')])
  await expect(openProcess(cluster.servers)).rejects.toThrow('NATS refuses the credentials')
  await process.close()
  await cluster.stop()
  rmSync(dir, { recursive: true, force: true })
})

describe('a cluster of three', () => {
  test('loses nothing that it acknowledged, and keeps the order of each key, while its servers are killed in turn', async () => {
    const dir = newDir()
    const cluster = await startNats({ servers: 3, dir })
    const publisher = await openProcess(cluster.servers)
    const consumers = [await openProcess(cluster.servers), await openProcess(cluster.servers)]
    const topic = 'cluster.v1'
    const keys = Array.from({ length: 24 }, (_, at) => `key-${at}`)
    const heard = new Map<string, string[]>(keys.map((each) => [each, []]))
    const seen = new Set<string>()
    // What an inbox does: each fact takes effect once.
    for (const { bus } of consumers)
      await bus.consume({
        group: 'cluster',
        topic,
        handle: async (messages) => {
          for (const each of messages) {
            if (seen.has(each.eventId)) continue
            seen.add(each.eventId)
            heard.get(each.key)!.push(...texts([each]))
          }
        },
      })
    let round = 0
    const publishRound = async () => {
      const facts = keys.map((each) => message(topic, each, String(round)))
      await eventually(() => publisher.bus.publish(facts), 60_000)
      round++
    }
    for (const id of [1, 2, 3]) {
      for (let at = 0; at < 10; at++) await publishRound()
      await cluster.kill(id)
      for (let at = 0; at < 10; at++) await publishRound()
      await cluster.start(id)
    }
    const expected = Array.from({ length: round }, (_, at) => String(at))
    await eventually(() => {
      for (const each of keys) expect(heard.get(each)).toEqual(expected)
    }, 60_000)
    for (const { close } of [publisher, ...consumers]) await close()
    await cluster.stop()
    rmSync(dir, { recursive: true, force: true })
  })
})

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}
