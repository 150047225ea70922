import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { PARTITIONS, createBus, type Bus, type BusDriver, type BusMessage } from '@mymacrotracker/bus'
import { createKafkaDriver } from '@mymacrotracker/bus/kafka'
import { masterKeyOf } from '@mymacrotracker/keys'
import { classifyFailure } from '@mymacrotracker/errors'
import { createLoadGauge, createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { TEST_KEY, eventually } from '@mymacrotracker/testing'
import { ConfigResourceTypes, Kafka, logLevel, type ISocketFactory } from 'kafkajs'
import { startKafka, type KafkaCluster } from '@mymacrotracker/testing/brokers'
import { describeBus } from './conformance.ts'

const logger = createLogger({ level: process.env['LOG_LEVEL'] ?? 'silent', name: 'test' })
const keys = masterKeyOf(TEST_KEY)

/** The connections of one process, which all end at once when it crashes. */
function createWires(): { open: ISocketFactory; cut(): void } {
  const sockets = new Set<Socket>()
  let isCut = false
  return {
    open({ host, port, onConnect }) {
      if (isCut) {
        const dead = new Socket()
        process.nextTick(() => dead.destroy(new Error('the process has crashed')))
        return dead
      }
      const socket = connect({ host, port }, onConnect)
      sockets.add(socket)
      return socket.once('close', () => sockets.delete(socket))
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
  }
}

interface Process {
  bus: Bus
  driver: BusDriver
  wires: ReturnType<typeof createWires>
}

async function openProcess(brokers: readonly string[]): Promise<Process> {
  const wires = createWires()
  const metrics = createMetrics()
  const driver = await createKafkaDriver({
    brokers,
    clientId: 'test',
    sealerOf: () => keys.forService('test').sealer('parked'),
    logger,
    metrics,
    loadGauge: createLoadGauge(),
    isCompacted: (topic) => topic.startsWith('compacted.'),
    socketFactory: wires.open,
  })
  return { driver, wires, bus: createBus({ driver, logger, metrics }) }
}

/** Closes the segments of a topic, which the broker never compacts while it writes to them, and waits until it has. */
async function compactNow(brokers: readonly string[], topic: string): Promise<void> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  })
  await Promise.all([admin.connect(), producer.connect()])
  const set = (settings: Record<string, string>) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: topic,
          configEntries: Object.entries({ 'cleanup.policy': 'compact', ...settings }).map(
            ([name, value]) => ({ name, value }),
          ),
        },
      ],
    })
  await set({ 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.001' })
  await sleep(300)
  for (let partition = 0; partition < PARTITIONS; partition++)
    await producer.send({
      topic,
      acks: -1,
      messages: [{ partition, key: 'filler', value: 'closes a segment' }],
    })
  await eventually(async () => expect(await keysAndTexts(kafka, topic)).not.toContain('k k1'), 60_000)
  await set({ 'segment.ms': '86400000' })
  await Promise.all([admin.disconnect(), producer.disconnect()])
}

async function keysAndTexts(kafka: Kafka, topic: string): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: `look.${randomUUID()}`, maxWaitTimeInMs: 200 })
  const found: string[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => {
      found.push(`${message.key?.toString()} ${message.value?.toString()}`)
    },
  })
  // All fillers are the newest of their partitions: with them everything has been seen.
  await eventually(
    () => expect(found.filter((each) => each.startsWith('filler')).length).toBeGreaterThanOrEqual(PARTITIONS),
    30_000,
  )
  await consumer.disconnect()
  return found
}

let cluster: KafkaCluster
const dir = mkdtempSync(join(tmpdir(), 'mymacrotracker-kafka-'))
const processes = new Map<Bus, Process>()
const open = async () => {
  const process = await openProcess(cluster.bootstrap)
  processes.set(process.bus, process)
  return process.bus
}
const message = (topic: string, key: string, text: string): BusMessage => ({
  topic,
  key,
  eventId: randomUUID(),
  headers: {},
  body: Buffer.from(text),
})
const textOf = ({ body }: { body: Uint8Array }) => Buffer.from(body).toString()

beforeAll(async () => {
  cluster = await startKafka({
    brokers: 1,
    dir,
    settings: { 'log.cleaner.backoff.ms': 200, 'log.initial.task.delay.ms': 100 },
  })
})
afterAll(async () => {
  await Promise.race([
    Promise.all([...processes.values()].map(({ driver }) => driver.close().catch(() => undefined))),
    sleep(20_000),
  ])
  await cluster.stop()
  rmSync(dir, { recursive: true, force: true })
})

describeBus('the kafka driver', async () => ({
  open,
  async crash(bus) {
    processes.get(bus)!.wires.cut()
  },
  compactedTopic: () => `compacted.${randomUUID()}.v1`,
  compact: (topic) => compactNow(cluster.bootstrap, topic),
  async stop() {},
}))

test('while the broker is away a publish is refused in time as passing, and everything goes on when it is back', async () => {
  const [bus, topic] = [await open(), `test.${randomUUID()}`]
  const heard: string[] = []
  const told: string[] = []
  await bus.consume({
    group: `${topic}.group`,
    topic,
    handle: async (messages) => {
      heard.push(...messages.map(textOf))
    },
  })
  await bus.broadcast(topic, (each) => {
    told.push(textOf(each))
  })
  await bus.publish([message(topic, 'k', 'before')])
  await eventually(() => expect([heard, told]).toEqual([['before'], ['before']]), 20_000)
  await cluster.kill(1)
  const startedAt = Date.now()
  const failure = await bus.publish([message(topic, 'k', 'during')]).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(Date.now() - startedAt).toBeLessThan(15_000)
  expect(classifyFailure(failure)).toBe('transient')
  await cluster.start(1)
  await eventually(() => bus.publish([message(topic, 'k', 'after')]), 60_000)
  await eventually(() => expect([heard.at(-1), told.at(-1)]).toEqual(['after', 'after']), 60_000)
  // Nothing is left out, and what was refused may still have arrived.
  expect([...new Set(heard)].filter((each) => each !== 'during')).toEqual(['before', 'after'])
})

test('a process that starts while the broker is away is told so as passing', async () => {
  await expect(openProcess(['127.0.0.1:1'])).rejects.toMatchObject({
    kind: 'unavailable',
    reason: 'BUS_UNAVAILABLE',
  })
})

test('a parked payload is not readable in the broker', async () => {
  const [bus, topic] = [await open(), `test.${randomUUID()}`]
  const group = `${topic}.group`
  await bus.consume({
    group,
    topic,
    handle: async () => {
      throw new Error('poison')
    },
  })
  await bus.publish([message(topic, 'k', 'secret breakfast')])
  await eventually(
    async () => expect((await bus.parked(group)).map(textOf)).toEqual(['secret breakfast']),
    20_000,
  )
  const stored = files(dir)
    .filter((path) => path.includes(`${group}.parked`))
    .map((path) => readFileSync(path))
  expect(stored.some((bytes) => bytes.includes(topic))).toBe(true)
  expect(stored.some((bytes) => bytes.includes('breakfast'))).toBe(false)
})

test('a broadcast can start with recent messages', async () => {
  const [bus, topic] = [await open(), `test.${randomUUID()}`]
  await bus.publish([message(topic, 'a', '1'), message(topic, 'b', '2')])
  await sleep(3000)
  await bus.publish([message(topic, 'a', '3'), message(topic, 'c', '4')])
  const heard: string[] = []
  await bus.broadcast(
    topic,
    (each) => {
      heard.push(textOf(each))
    },
    { sinceMs: 2000 },
  )
  expect(heard.sort()).toEqual(['3', '4'])
  const all: string[] = []
  await bus.broadcast(
    topic,
    (each) => {
      all.push(textOf(each))
    },
    { sinceMs: 600_000 },
  )
  expect(all.sort()).toEqual(['1', '2', '3', '4'])
})

test('a topic that somebody made with other partitions is refused clearly', async () => {
  const [bus, topic] = [await open(), `test.${randomUUID()}`]
  const admin = new Kafka({ brokers: cluster.bootstrap, logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] })
  await expect(bus.publish([message(topic, 'k', '1')])).rejects.toMatchObject({ reason: 'TOPIC_PARTITIONS' })
  await expect(bus.consume({ group: `${topic}.group`, topic, handle: async () => {} })).rejects.toMatchObject(
    { reason: 'TOPIC_PARTITIONS' },
  )
  await admin.disconnect()
})

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
}
