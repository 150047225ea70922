import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import {
  MAX_BODY_BYTES,
  PARTITIONS,
  partitionOf,
  type Bus,
  type BusMessage,
  type DeliveredMessage,
  type Subscription,
} from '@mymacrotracker/bus'
import { UnavailableError } from '@mymacrotracker/errors'
import { eventually } from '@mymacrotracker/testing'

/** A broker to test a driver on. Each bus it opens stands for a process. */
export interface BusUnderTest {
  open(): Promise<Bus>
  /** Ends a process as a crash would: nothing is closed or handed over. */
  crash(bus: Bus): Promise<void>
  /** Name of a new topic of which only the last message of each key is kept. */
  compactedTopic(): string
  /** Makes the broker forget now what it need not keep of such a topic; resolves when it has. */
  compact(topic: string): Promise<void>
  stop(): Promise<void>
}

const someKeys = Array.from({ length: 300 }, (_, at) => `key-${at}`)
const keysOfOnePartition = (count: number) =>
  someKeys.filter((key) => partitionOf(key) === partitionOf(someKeys[0]!)).slice(0, count)
const keysOfEveryPartition = () =>
  Array.from({ length: PARTITIONS }, (_, partition) =>
    someKeys.find((key) => partitionOf(key) === partition)!,
  )

/** What every driver promises, in the terms of the port alone. */
export function describeBus(name: string, start: () => Promise<BusUnderTest>): void {
  describe(name, () => {
    let under: BusUnderTest
    let bus: Bus
    let open: Subscription[] = []
    const names = () => ({ topic: `test.${randomUUID()}.v1`, group: `test.${randomUUID()}` })
    const message = (topic: string, key: string, text: string): BusMessage => ({
      topic,
      key,
      eventId: randomUUID(),
      headers: { ce_type: 'test' },
      body: Buffer.from(text),
    })
    const texts = (messages: readonly DeliveredMessage[]) =>
      messages.map(({ body }) => Buffer.from(body).toString())
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
      const sent: BusMessage = {
        topic,
        key: 'k',
        eventId: randomUUID(),
        headers: { ce_type: 'test', traceparent: 'x' },
        body: Buffer.from([0, 255, 1, 128, 10]),
      }
      await bus.publish([sent])
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...messages)
        },
      })
      await eventually(() => expect(heard).toHaveLength(1))
      expect({ ...heard[0], body: Buffer.from(heard[0]!.body) }).toMatchObject({
        key: 'k',
        eventId: sent.eventId,
        headers: sent.headers,
        partition: partitionOf('k'),
      })
      expect(Buffer.from(heard[0]!.body).equals(Buffer.from(sent.body))).toBe(true)
    })

    test('messages of a key keep their order, over several publishers and many batches', async () => {
      const { topic, group } = names()
      const keys = Array.from({ length: 20 }, (_, at) => `key-${at}`)
      const heard = new Map<string, string[]>(keys.map((key) => [key, []]))
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.get(messages[0]!.key)!.push(...texts(messages))
        },
      })
      for (let at = 0; at < 25; at++) {
        const round = keys.map((key) => message(topic, key, String(at)))
        await Promise.all([bus.publish(round.slice(0, 10)), bus.publish(round.slice(10))])
      }
      const expected = Array.from({ length: 25 }, (_, at) => String(at))
      await eventually(() => {
        for (const key of keys) expect(heard.get(key)).toEqual(expected)
      })
    })

    test('a group reads on from where it stopped', async () => {
      const { topic, group } = names()
      const first: string[] = []
      await bus.publish([message(topic, 'a', '1'), message(topic, 'a', '2')])
      const subscription = await bus.consume({
        group,
        topic,
        handle: async (messages) => {
          first.push(...texts(messages))
        },
      })
      await eventually(() => expect(first).toEqual(['1', '2']))
      await subscription.stop()
      await bus.publish([message(topic, 'a', '3')])
      const second: string[] = []
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          second.push(...texts(messages))
        },
      })
      await eventually(() => expect(second).toEqual(['3']))
    })

    test('what a crashed process had not finished is handled by another', async () => {
      const { topic, group } = names()
      const other = await under.open()
      await bus.publish([message(topic, 'a', '1')])
      let release: (() => void) | undefined
      await other.consume({
        group,
        topic,
        handle: () =>
          new Promise((resolve) => {
            release = resolve
          }),
      })
      await eventually(() => expect(release).toBeDefined())
      await under.crash(other)
      const heard: string[] = []
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...texts(messages))
        },
      })
      await eventually(() => expect(heard).toEqual(['1']), 20_000)
      release!()
    })

    test('what a process had left of a batch when it crashed comes again, in order', async () => {
      const { topic, group } = names()
      const other = await under.open()
      const [done, left] = keysOfOnePartition(2)
      await bus.publish([
        message(topic, done!, 'd1'),
        message(topic, left!, 'l1'),
        message(topic, left!, 'l2'),
        message(topic, done!, 'd2'),
      ])
      const before: string[] = []
      const held = Promise.withResolvers<void>()
      await other.consume({
        group,
        topic,
        handle: async (messages) => {
          if (messages[0]!.key === left) await held.promise
          before.push(...texts(messages))
        },
      })
      await eventually(() => expect(before).toEqual(['d1', 'd2']))
      await under.crash(other)
      const heard = new Map<string, string[]>([
        [done!, []],
        [left!, []],
      ])
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.get(messages[0]!.key)!.push(...texts(messages))
        },
      })
      await eventually(() => expect(heard.get(left!)).toEqual(['l1', 'l2']), 30_000)
      expect([[], ['d1', 'd2']]).toContainEqual(heard.get(done!))
      held.resolve()
    })

    test('when one of two processes crashes, the other takes over its partitions', async () => {
      const { topic, group } = names()
      const other = await under.open()
      const heard: Record<'one' | 'two', string[]> = { one: [], two: [] }
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.one.push(...texts(messages))
        },
      })
      // The dead handle nothing, not even what they had read.
      let isDead = false
      const over = Promise.withResolvers<void>()
      await other.consume({
        group,
        topic,
        handle: (messages) => {
          heard.two.push(...(isDead ? [] : texts(messages)))
          return isDead ? over.promise : Promise.resolve()
        },
      })
      const keys = keysOfEveryPartition()
      const say = async (word: string) => {
        await bus.publish(keys.map((key, partition) => message(topic, key, `${word} ${partition}`)))
      }
      // They may still be sharing the partitions out when the first words are said.
      await eventually(async () => {
        await say('first')
        expect(heard.two.length).toBeGreaterThan(0)
      }, 30_000)
      isDead = true
      await under.crash(other)
      await say('second')
      await eventually(
        () =>
          expect(heard.one).toEqual(
            expect.arrayContaining(keys.map((_, partition) => `second ${partition}`)),
          ),
        40_000,
      )
      over.resolve()
    })

    test('two processes of a group share the partitions, and each message is handled by one', async () => {
      const { topic, group } = names()
      const other = await under.open()
      const heard: Record<'one' | 'two', DeliveredMessage[]> = { one: [], two: [] }
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.one.push(...messages)
        },
      })
      const second = await other.consume({
        group,
        topic,
        handle: async (messages) => {
          heard.two.push(...messages)
        },
      })
      const sent = Array.from({ length: 240 }, (_, at) => message(topic, `key-${at}`, String(at)))
      for (let at = 0; at < sent.length; at += 20) {
        await bus.publish(sent.slice(at, at + 20))
        await sleep(300)
      }
      await eventually(() =>
        expect(new Set([...heard.one, ...heard.two].map(({ eventId }) => eventId)).size).toBe(sent.length),
      )
      expect(heard.two.length).toBeGreaterThan(0)
      expect(new Set(heard.two.slice(-40).map(({ partition }) => partition)).size).toBeLessThan(PARTITIONS)
      await second.stop()
      await bus.publish([message(topic, 'after', 'after')])
      await eventually(() => expect(texts(heard.one)).toContain('after'))
      await other.close()
    })

    test('a transient failure pauses its partition alone, and the message is tried again', async () => {
      const { topic, group } = names()
      const other = Array.from({ length: 100 }, (_, at) => `k${at}`).find(
        (key) => partitionOf(key) !== partitionOf('slow'),
      )!
      const heard: string[] = []
      let failures = 3
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          if (messages[0]!.key === 'slow' && failures-- > 0) throw new UnavailableError('AWAY', 'not now')
          heard.push(...texts(messages))
        },
      })
      await bus.publish([
        message(topic, 'slow', 's1'),
        message(topic, 'slow', 's2'),
        message(topic, other, 'o1'),
      ])
      await eventually(() => expect(heard).toEqual(['o1', 's1', 's2']))
      expect(await bus.parked(group)).toEqual([])
    })

    test('poison is parked with what follows on its key, other keys go on, and a redrive brings it back in order', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      let isMended = false
      let tries = 0
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          for (const each of messages) {
            if (each.key === 'bad' && !isMended) {
              tries++
              throw new Error('cannot be read')
            }
          }
          heard.push(...texts(messages))
        },
      })
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

    test('a process that consumes nothing lists what is parked and redrives it', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      let isMended = false
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          if (!isMended) throw new Error('cannot be read')
          heard.push(...texts(messages))
        },
      })
      await bus.publish([message(topic, 'k', '1'), message(topic, 'k', '2')])
      const command = await under.open()
      await eventually(async () => expect(texts(await command.parked(group))).toEqual(['1', '2']), 20_000)
      expect((await command.parked()).map((each) => each.eventId)).toEqual(
        expect.arrayContaining((await bus.parked(group)).map((each) => each.eventId)),
      )
      isMended = true
      expect(await command.redrive(group, 'another key')).toBe(0)
      expect(await command.redrive(group, 'k')).toBe(2)
      await eventually(() => expect(heard).toEqual(['1', '2']), 20_000)
      await eventually(async () => expect(await command.parked(group)).toEqual([]), 20_000)
      await command.close()
    })

    test('what is parked stays parked for the process that takes the partition over', async () => {
      const { topic, group } = names()
      const other = await under.open()
      const first = await other.consume({
        group,
        topic,
        handle: async () => {
          throw new Error('cannot be read')
        },
      })
      await bus.publish([message(topic, 'k', '1')])
      await eventually(async () => expect(await bus.parked(group)).toHaveLength(1), 20_000)
      await first.stop()
      const heard: string[] = []
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...texts(messages))
        },
      })
      await bus.publish([message(topic, 'k', '2')])
      await eventually(async () => expect(texts(await bus.parked(group))).toEqual(['1', '2']), 20_000)
      expect(heard).toEqual([])
      await bus.redrive(group)
      await eventually(() => expect(heard).toEqual(['1', '2']), 20_000)
      await other.close()
    })

    test('a broadcast reaches every process, from now on', async () => {
      const { topic } = names()
      const other = await under.open()
      await bus.publish([message(topic, 'a', 'before')])
      const heard: Record<'one' | 'two', string[]> = { one: [], two: [] }
      open.push(
        await bus.broadcast(topic, (each) => {
          heard.one.push(...texts([each]))
        }),
      )
      await other.broadcast(topic, (each) => {
        heard.two.push(...texts([each]))
      })
      await bus.publish([message(topic, 'a', 'now'), message(topic, 'b', 'and')])
      await eventually(() => expect([...heard.one].sort()).toEqual(['and', 'now']))
      await eventually(() => expect([...heard.two].sort()).toEqual(['and', 'now']))
      await other.close()
    })

    test('a replay hands a group everything again', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...texts(messages))
        },
      })
      await bus.publish([message(topic, 'a', '1'), message(topic, 'a', '2')])
      await eventually(() => expect(heard).toEqual(['1', '2']))
      await bus.replay(group, topic)
      await eventually(() => expect(heard).toEqual(['1', '2', '1', '2']))
    })

    test('a replay asked for by a process that consumes nothing reaches the one that does', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...texts(messages))
        },
      })
      await bus.publish([message(topic, 'a', '1'), message(topic, 'b', '2')])
      await eventually(() => expect([...heard].sort()).toEqual(['1', '2']))
      const command = await under.open()
      await command.replay(group, topic)
      await eventually(() => expect([...heard].sort()).toEqual(['1', '1', '2', '2']), 20_000)
      await bus.publish([message(topic, 'a', '3')])
      await eventually(() => expect(heard.filter((each) => each === '3')).toEqual(['3']))
      await command.close()
    })

    test('of a compacted topic a new group hears the last message of each key', async () => {
      const { group } = names()
      const topic = under.compactedTopic()
      await bus.publish([message(topic, 'k', 'k1'), message(topic, 'j', 'j1')])
      await bus.publish([message(topic, 'k', 'k2')])
      await bus.publish([message(topic, 'k', 'k3')])
      await under.compact(topic)
      const heard: Record<string, string[]> = { k: [], j: [] }
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard[messages[0]!.key]?.push(...texts(messages))
        },
      })
      await eventually(() => expect(heard).toEqual({ k: ['k3'], j: ['j1'] }))
      await bus.publish([message(topic, 'k', 'k4')])
      await eventually(() => expect(heard['k']).toEqual(['k3', 'k4']))
      await eventually(async () => expect(await bus.lag(group)).toEqual({ [topic]: 0 }))
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

    test('a body of just the limit arrives whole', async () => {
      const { topic, group } = names()
      const heard: DeliveredMessage[] = []
      const body = Buffer.alloc(MAX_BODY_BYTES, 'ab')
      await bus.publish([{ ...message(topic, 'a', ''), body }, message(topic, 'a', 'next')])
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...messages)
        },
      })
      await eventually(() => expect(heard).toHaveLength(2), 20_000)
      expect(Buffer.from(heard[0]!.body).equals(body)).toBe(true)
    })

    test('a body over the limit is refused clearly, and nothing of its batch is sent', async () => {
      const { topic, group } = names()
      const heard: string[] = []
      await consume(bus, {
        group,
        topic,
        handle: async (messages) => {
          heard.push(...texts(messages))
        },
      })
      await expect(
        bus.publish([
          message(topic, 'a', '1'),
          { ...message(topic, 'a', ''), body: Buffer.alloc(MAX_BODY_BYTES + 1) },
        ]),
      ).rejects.toMatchObject({ reason: 'MESSAGE_TOO_LARGE' })
      await bus.publish([message(topic, 'a', '2')])
      await eventually(() => expect(heard).toEqual(['2']))
    })
  })
}
