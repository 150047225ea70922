import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createBus, createMovingDriver, type Bus, type BusDriver, type BusMessage } from '@mymacrotracker/bus'
import { createPostgresDriver } from '@mymacrotracker/bus/postgres'
import { masterKeyOf } from '@mymacrotracker/keys'
import { connectDirect } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { createLoadGauge, createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { TEST_KEY, createTestDatabase, eventually, type TestDatabase } from '@mymacrotracker/testing'

const logger = createLogger({ level: 'silent', name: 'test' })
const keys = masterKeyOf(TEST_KEY)
let databases: TestDatabase[]
const closing: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  databases = [await createTestDatabase(), await createTestDatabase()]
})
afterAll(async () => {
  for (const close of closing.reverse()) await close()
  for (const each of databases) await each.drop()
})

async function driverOn({ ownerUrl }: TestDatabase): Promise<BusDriver> {
  const url = roleUrl(ownerUrl, keys, 'bus')
  const direct = await connectDirect(url, () => {})
  const driver = await createPostgresDriver({
    url,
    direct,
    sealerOf: () => keys.forService('test').sealer('parked'),
    logger,
    metrics: createMetrics(),
    loadGauge: createLoadGauge(),
    isCompacted: () => false,
  })
  closing.push(
    () => direct.close(),
    () => driver.close(),
  )
  return driver
}

const busOf = (driver: BusDriver): Bus => createBus({ driver, logger, metrics: createMetrics() })
const oldBus = async () => busOf(await driverOn(databases[0]!))
const newBus = async () => busOf(await driverOn(databases[1]!))
const movingBus = async () =>
  busOf(createMovingDriver({ from: await driverOn(databases[0]!), to: await driverOn(databases[1]!) }))
const names = () => ({ topic: `test.${randomUUID()}.v1`, group: `test.${randomUUID()}` })
const message = (topic: string, text: string, of = 'a'): BusMessage => ({
  topic,
  key: of,
  eventId: randomUUID(),
  headers: {},
  body: Buffer.from(text),
})

test('what the old bus still holds is handled first, and new facts go to the new bus alone', async () => {
  const { topic, group } = names()
  const [before, moving, after] = [await oldBus(), await movingBus(), await newBus()]
  await before.publish(Array.from({ length: 300 }, (_, at) => message(topic, `old ${at}`)))
  await moving.publish([message(topic, 'new 0'), message(topic, 'new 1')])
  const heard: string[] = []
  const handle = async (messages: readonly { body: Uint8Array }[]) => {
    heard.push(...messages.map(({ body }) => Buffer.from(body).toString()))
  }
  const subscription = await moving.consume({ group, topic, handle })
  await eventually(() => expect(heard).toHaveLength(302), 20_000)
  expect(heard).toEqual([...Array.from({ length: 300 }, (_, at) => `old ${at}`), 'new 0', 'new 1'])
  expect(await moving.lag(group)).toEqual({ [topic]: 0 })
  await subscription.stop()

  await moving.publish([message(topic, 'new 2')])
  const alone = await after.consume({ group, topic, handle })
  await eventually(() => expect(heard.at(-1)).toBe('new 2'))
  expect(heard).toHaveLength(303)
  await alone.stop()
})

test('a key that is parked on the old bus waits on the new one, and comes back in order', async () => {
  const { topic, group } = names()
  const [before, moving] = [await oldBus(), await movingBus()]
  const heard: string[] = []
  let isMended = false
  await before.publish([message(topic, 'old')])
  const subscription = await moving.consume({
    group,
    topic,
    handle: async (messages) => {
      if (!isMended) throw new Error('cannot be read')
      heard.push(...messages.map(({ body }) => Buffer.from(body).toString()))
    },
  })
  await eventually(async () => expect(await moving.parked(group)).toHaveLength(1), 20_000)
  isMended = true
  await moving.publish([message(topic, 'new')])
  await eventually(async () => expect(await moving.parked(group)).toHaveLength(2), 20_000)
  await eventually(async () => {
    await moving.redrive(group)
    expect(heard).toEqual(['old', 'new'])
  }, 20_000)
  expect(await moving.parked(group)).toEqual([])
  await subscription.stop()
})
