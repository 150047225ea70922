import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { MAX_BODY_BYTES, PARTITIONS, partitionOf } from '@mymacrotracker/bus'
import type { Bus, BusMessage, DeliveredMessage, Subscription } from '@mymacrotracker/bus'
import { UnavailableError } from '@mymacrotracker/errors'
import { eventually } from '@mymacrotracker/testing'

/** A broker to test a driver on. Each bus it opens stands for a process. */
export interface BusUnderTest {
  open(): Promise<Bus>
  /** Ends a process as a crash would: nothing is closed or handed over. */
  crash(bus: Bus): Promise<void>
  stop(): Promise<void>
}

/** What every driver promises, in the terms of the port alone. */
export function describeBus(name: string, start: () => Promise<BusUnderTest>): void {
  describe(name, () => {
    let under: BusUnderTest
    let bus: Bus
    let open: Subscription[] = []
    const names = () => ({ topic: `test.${randomUUID()}.v1`, group: `test.${randomUUID()}` })
    const message = (topic: string, key: string, text: string): BusMessage => ({ topic, key, eventId: randomUUID(), headers: { 'ce_type': 'test' }, body: Buffer.from(text) })
    const texts = (messages: readonly DeliveredMessage[]) => messages.map(({ body }) => Buffer.from(body).toString())
    const consume = async (on: Bus, options: Parameters<Bus['consume']>[0]) => {
      const subscription = await on.consume(options)
      open.push(subscription)
      return subscription
    }

    beforeAll(async () => {
      under = await start()
      bus = await under.open()
    })
    afterEach(async () => {
      for (const subscription of open) await subscription.stop()
      open = []
    })
    afterAll(async () => {
      await bus.close()
      await under.stop()
    })

    test('bytes, key, id and headers arrive as they were published', async () => {
      const { topic, group } = names()
      const heard: DeliveredMessage[] = []
      const sent: BusMessage = { topic, key: 'k', eventId: randomUUID(), headers: { 'ce_type': 'test', traceparent: 'x' }, body: Buffer.from([0, 255, 1, 128, 10]) }
      await bus.publish([sent])
      await consume(bus, { group, topic, handle: async (messages) => { heard.push(...messages) } })
      await eventually(() => expect(heard).toHaveLength(1))
      expect({ ...heard[0], body: Buffer.from(heard[0]!.body) }).toMatchObject({ key: 'k', eventId: sent.eventId, headers: sent.headers, partition: partitionOf('k') })
      expect(Buffer.from(heard[0]!.body).equals(Buffer.from(sent.body))).toBe(true)
    })

    test('messages of a key keep their order, over several publishers and many batches', async () => {
      const { topic, group } = names()
      const keys = Array.from({ length: 20 }, (_, at) => `key-${at}`)
      const heard = new Map<string, string[]>(keys.map((key) => [key, []]))
      await consume(bus, { group, topic, handle: async (messages) => { heard.get(messages[0]!.key)!.push(...texts(messages)) } })
      for (let at = 0; at < 25; at++) {
        const round = keys.map((key) => message(topic, key, String(at)))
        await Promise.all([bus.publish(round.slice(0, 10)), bus.publish(round.slice(10))])
      }
      const expected = Array.from({ length: 25 }, (_, at) => String(at))
      await eventually(() => { for (const key of keys) expect(heard.get(key)).toEqual(expected) })
    })

    test('a group reads on from where it stopped', async () => {
      const { topic, group } = names()
      const first: string[] = []
      await bus.publish([message(topic, 'a', '1'), message(topic, 'a', '2')])
      const subscription = await bus.consume({ group, topic, handle: async (messages) => { first.push(...texts(messages)) } })
      await eventually(() => expect(first).toEqual(['1', '2']))
      await subscription.stop()
      await bus.publish([message(topic, 'a', '3')])
      const second: string[] = []
      await consume(bus, { group, topic, handle: async (messages) => { second.push(...texts(messages)) } })
      await eventually(() => expect(second).toEqual(['3']))
    })

    test('what a crashed process had not finished is handled by another', async () => {
      const { topic, group } = names()
      const other = await under.open()
      await bus.publish([message(topic, 'a', '1')])
      let release: (() => void) | undefined
      await other.consume({ group, topic, handle: () => new Promise((resolve) => { release = resolve }) })
      await eventually(() => expect(release).toBeDefined())
      await under.crash(other)
      const heard: string[] = []
      await consume(bus, { group, topic, handle: async (messages) => { heard.push(...texts(messages)) } })
      await eventually(() => expect(heard).toEqual(['1']), 20_000)
      release!()
    })

    test('two processes of a group share the partitions, and each message is handled by one', async () => {
      const { topic, group } = names()
      const other = await under.open()
      const heard: Record<'one' | 'two', DeliveredMessage[]> = { one: [], two: [] }
      await consume(bus, { group, topic, handle: async (messages) => { heard.one.push(...messages) } })
      const second = await other.consume({ group, topic, handle: async (messages) => { heard.two.push(...messages) } })
      const sent = Array.from({ length: 240 }, (_, at) => message(topic, `key-${at}`, String(at)))
      for (let at = 0; at < sent.length; at += 20) {
        await bus.publish(sent.slice(at, at + 20))
        await sleep(300)
      }
      await eventually(() => expect(new Set([...heard.one, ...heard.two].map(({ eventId }) => eventId)).size).toBe(sent.length))
      expect(heard.two.length).toBeGreaterThan(0)
      expect(new Set(heard.two.slice(-40).map(({ partition }) => partition)).size).toBeLessThan(PARTITIONS)
      await second.stop()
      await bus.publish([message(topic, 'after', 'after')])
      await eventually(() => expect(texts(heard.one)).toContain('after'))
      await other.close()
    })

    test('a transient failure pauses its partition alone, and the message is tried again', async () => {
      const { topic, group } = names()
      const other = Array.from({ length: 100 }, (_, at) => `k${at}`).find((key) => partitionOf(key) !== partitionOf('slow'))!
      const heard: string[] = []
      let failures = 3
      await consume(bus, { group, topic, handle: async (messages) => {
        if (messages[0]!.key === 'slow' && failures-- > 0) throw new UnavailableError('AWAY', 'not now')
        heard.push(...texts(messages))
      } })
      await bus.publish([message(topic, 'slow', 's1'), message(topic, 'slow', 's2'), message(topic, other, 'o1')])
      await eventually(() => expect(heard).toEqual(['o1', 's1', 's2']))
      expect(await bus.parked(group)).toEqual([])
    })

    test('poison is parked with what follows on its key, other keys go on, and a redrive brings it back in order', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      let isMended = false
      let tries = 0
      await consume(bus, { group, topic, handle: async (messages) => {
        for (const each of messages) {
          if (each.key === 'bad' && !isMended) { tries++; throw new Error('cannot be read') }
        }
        heard.push(...texts(messages))
      } })
      await bus.publish([message(topic, 'bad', 'b1'), message(topic, 'good', 'g1')])
      await eventually(async () => expect(await bus.parked(group)).toHaveLength(1))
      expect(tries).toBeLessThanOrEqual(5)
      await bus.publish([message(topic, 'bad', 'b2'), message(topic, 'good', 'g2')])
      await eventually(async () => expect(await bus.parked(group)).toHaveLength(2))
      await eventually(() => expect(heard).toEqual(['g1', 'g2']))
      expect(texts(await bus.parked(group))).toEqual(['b1', 'b2'])

      expect(await bus.redrive(group, 'bad')).toBe(2)
      await eventually(() => expect(tries).toBeGreaterThan(5))
      await sleep(200)
      expect(await bus.parked(group)).toHaveLength(2)

      isMended = true
      await bus.redrive(group)
      await eventually(() => expect(heard).toEqual(['g1', 'g2', 'b1', 'b2']))
      await eventually(async () => expect(await bus.parked(group)).toHaveLength(0))
      await bus.publish([message(topic, 'bad', 'b3')])
      await eventually(() => expect(heard.at(-1)).toBe('b3'))
    })

    test('a broadcast reaches every process, from now on', async () => {
      const { topic } = names()
      const other = await under.open()
      await bus.publish([message(topic, 'a', 'before')])
      const heard: Record<'one' | 'two', string[]> = { one: [], two: [] }
      open.push(await bus.broadcast(topic, (each) => { heard.one.push(...texts([each])) }))
      await other.broadcast(topic, (each) => { heard.two.push(...texts([each])) })
      await bus.publish([message(topic, 'a', 'now'), message(topic, 'b', 'and')])
      await eventually(() => expect([...heard.one].sort()).toEqual(['and', 'now']))
      await eventually(() => expect([...heard.two].sort()).toEqual(['and', 'now']))
      await other.close()
    })

    test('a replay hands a group everything again', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      await consume(bus, { group, topic, handle: async (messages) => { heard.push(...texts(messages)) } })
      await bus.publish([message(topic, 'a', '1'), message(topic, 'a', '2')])
      await eventually(() => expect(heard).toEqual(['1', '2']))
      await bus.replay(group, topic)
      await eventually(() => expect(heard).toEqual(['1', '2', '1', '2']))
    })

    test('lag counts what a group has not handled', async () => {
      const { topic, group } = names()
      const subscription = await bus.consume({ group, topic, handle: async () => {} })
      await subscription.stop()
      await bus.publish([message(topic, 'a', '1'), message(topic, 'b', '2'), message(topic, 'c', '3')])
      expect(await bus.lag(group)).toEqual({ [topic]: 3 })
      await consume(bus, { group, topic, handle: async () => {} })
      await eventually(async () => expect(await bus.lag(group)).toEqual({ [topic]: 0 }))
    })

    test('a body over the limit is refused clearly, and nothing of its batch is sent', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      await consume(bus, { group, topic, handle: async (messages) => { heard.push(...texts(messages)) } })
      await expect(bus.publish([message(topic, 'a', '1'), { ...message(topic, 'a', ''), body: Buffer.alloc(MAX_BODY_BYTES + 1) }])).rejects.toMatchObject({ reason: 'MESSAGE_TOO_LARGE' })
      await bus.publish([message(topic, 'a', '2')])
      await eventually(() => expect(heard).toEqual(['2']))
    })
  })
}
