import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { createBus, type Bus } from '@mymacrotracker/bus'
import { createPostgresDriver } from '@mymacrotracker/bus/postgres'
import { masterKeyOf } from '@mymacrotracker/keys'
import { connectDirect, withOwner } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { createLoadGauge, createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { TEST_KEY, createTestDatabase, eventually } from '@mymacrotracker/testing'
import { describeBus } from './conformance.ts'

const logger = createLogger({ level: 'silent', name: 'test' })
const keys = masterKeyOf(TEST_KEY)

async function openBus(
  ownerUrl: string,
  holdsKeysOf: (group: string) => boolean = () => true,
): Promise<{ bus: Bus; sever(): Promise<void>; sweep(): Promise<void>; close(): Promise<void> }> {
  const url = roleUrl(ownerUrl, keys, 'bus')
  const direct = await connectDirect(url, () => {})
  const driver = await createPostgresDriver({
    url,
    direct,
    sealerOf: (group) => (holdsKeysOf(group) ? keys.forService('test').sealer('parked') : undefined),
    logger,
    metrics: createMetrics(),
    loadGauge: createLoadGauge(),
    isCompacted: (topic) => topic.startsWith('compacted.'),
  })
  return {
    bus: createBus({ driver, logger, metrics: createMetrics() }),
    sever: () => direct.close(),
    sweep: driver.sweep,
    close: () => driver.close().finally(() => direct.close()),
  }
}

describeBus('the postgres driver', async () => {
  const database = await createTestDatabase()
  const opened = new Map<Bus, Awaited<ReturnType<typeof openBus>>>()
  return {
    async open() {
      const one = await openBus(database.ownerUrl)
      opened.set(one.bus, one)
      return one.bus
    },
    // The session that holds the partition locks ends, as it does when a process dies.
    crash: (bus) => opened.get(bus)!.sever(),
    compactedTopic: () => `compacted.${randomUUID()}.v1`,
    compact: () => [...opened.values()][0]!.sweep(),
    async stop() {
      for (const { close } of opened.values()) await close().catch(() => undefined) // some were closed by their test
      await database.drop()
    },
  }
})

test('a parked payload is not readable in the table, and not listed where its keys are not held', async () => {
  const database = await createTestDatabase()
  const { bus, close } = await openBus(database.ownerUrl)
  const subscription = await bus.consume({
    group: 'g',
    topic: 't',
    handle: async () => {
      throw new Error('poison')
    },
  })
  await bus.publish([
    {
      topic: 't',
      key: 'k',
      eventId: '018f2f00-0000-7000-8000-000000000001',
      headers: {},
      body: Buffer.from('secret breakfast'),
    },
  ])
  await eventually(async () => expect(await bus.parked('g')).toHaveLength(1))
  const rows = await withOwner(
    database.ownerUrl,
    async (client) =>
      (await client.query<{ sealed_body: Buffer }>('select sealed_body from bus.parked')).rows,
  )
  expect(rows[0]!.sealed_body.includes('breakfast')).toBe(false)
  expect(Buffer.from((await bus.parked('g'))[0]!.body).toString()).toBe('secret breakfast')
  const elsewhere = await openBus(database.ownerUrl, (group) => group !== 'g')
  expect(await elsewhere.bus.parked()).toEqual([])
  await elsewhere.close()
  await subscription.stop()
  await close()
  await database.drop()
})

test('a message whose headers are no headers is parked like any poison, and its partition goes on', async () => {
  const database = await createTestDatabase()
  const { bus, close } = await openBus(database.ownerUrl)
  const heard: string[] = []
  const subscription = await bus.consume({
    group: 'g',
    topic: 't',
    handle: async (messages) => {
      for (const { headers, body } of messages) {
        if (Array.isArray(headers) || typeof headers === 'string') throw new Error('these are no headers')
        heard.push(Buffer.from(body).toString())
      }
    },
  })
  await bus.publish([
    {
      topic: 't',
      key: 'k',
      eventId: '018f2f00-0000-7000-8000-000000000001',
      headers: {},
      body: Buffer.from('first'),
    },
  ])
  await eventually(() => expect(heard).toEqual(['first']))
  for (const headers of ['[1]', '"text"']) {
    await withOwner(database.ownerUrl, (client) =>
      client.query(`
      with p as (update bus.partitions set next_offset = next_offset + 1 where topic = 't' and partition = (select partition from bus.messages where topic = 't' limit 1) returning partition, next_offset - 1 as at)
      insert into bus.messages (topic, partition, "offset", key, event_id, headers, body) select 't', partition, at, 'odd', gen_random_uuid(), '${headers}', 'x' from p`),
    )
  }
  await bus.publish([
    {
      topic: 't',
      key: 'k',
      eventId: '018f2f00-0000-7000-8000-000000000002',
      headers: {},
      body: Buffer.from('second'),
    },
  ])
  await eventually(() => expect(heard).toEqual(['first', 'second']))
  await eventually(async () => expect(await bus.parked('g')).toHaveLength(2))
  await subscription.stop()
  await close()
  await database.drop()
})

test('a broadcast can start with recent messages', async () => {
  const database = await createTestDatabase()
  const { bus, close } = await openBus(database.ownerUrl)
  const message = (n: number) => ({
    topic: 't',
    key: `k${n}`,
    eventId: `018f2f00-0000-7000-8000-00000000000${n}`,
    headers: {},
    body: Buffer.from(String(n)),
  })
  await bus.publish([message(1), message(2)])
  await withOwner(database.ownerUrl, (client) =>
    client.query(`update bus.messages set published_at = now() - interval '1 hour' where key = 'k1'`),
  )
  const heard: string[] = []
  const subscription = await bus.broadcast(
    't',
    ({ body }) => {
      heard.push(Buffer.from(body).toString())
    },
    { sinceMs: 600_000 },
  )
  expect(heard).toEqual(['2'])
  await bus.publish([message(3)])
  await eventually(() => expect(heard).toEqual(['2', '3']))
  await subscription.stop()
  await close()
  await database.drop()
})

test('a week later messages are gone, except the last of each key of a compacted topic', async () => {
  const database = await createTestDatabase()
  const { bus, sweep, close } = await openBus(database.ownerUrl)
  const message = (topic: string, key: string, n: number) => ({
    topic,
    key,
    eventId: randomUUID(),
    headers: {},
    body: Buffer.from(String(n)),
  })
  await bus.publish([
    message('personal', 'k', 1),
    message('compacted.foods', 'k', 1),
    message('compacted.foods', 'k', 2),
    message('compacted.foods', 'j', 3),
  ])
  await withOwner(database.ownerUrl, (client) =>
    client.query(`update bus.messages set published_at = now() - interval '8 days'`),
  )
  await bus.publish([message('personal', 'k', 2)])
  await sweep()
  const rows = await withOwner(
    database.ownerUrl,
    async (client) =>
      (
        await client.query<{ topic: string; text: string }>(
          `select topic, convert_from(body, 'utf8') as text from bus.messages order by topic, text`,
        )
      ).rows,
  )
  expect(rows.map(({ topic, text }) => `${topic} ${text}`)).toEqual([
    'compacted.foods 2',
    'compacted.foods 3',
    'personal 2',
  ])
  await close()
  await database.drop()
})
