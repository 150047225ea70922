import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidError } from '@mymacrotracker/errors'
import type { LoadGauge, Logger, Metrics } from '@mymacrotracker/telemetry'
import type { BusDriver, Subscription } from '../bus.ts'
import { createOpenSubscriptions } from '../open-subscriptions.ts'
import { createAdministration, type Administration } from './administration.ts'
import { createConnect, within, type ConnectionOptions } from './connection.ts'
import { startGroupReader } from './group-reader.ts'
import type { SealerOf } from '../parked-sealer.ts'
import { createParkingLot } from './parking-lot.ts'
import { createPublisher } from './publisher.ts'
import { messageOf, recordOf } from './records.ts'
import { followTopic, type TopicFollower } from './topic-follower.ts'
import { createTopics } from './topics.ts'

interface KafkaDriverOptions extends ConnectionOptions {
  /** Replicas of every topic; by default as many as there are brokers, up to three. */
  copies?: number
  /** Zone of this process (`broker.rack`), which reads from the replica in the same zone. */
  rack?: string
  /** Encrypts parked payloads. */
  sealerOf: SealerOf
  logger: Logger
  metrics: Metrics
  /** Reading slows down while people wait for answers of this process. */
  loadGauge: LoadGauge
  /** Whether a topic keeps only the last message of each key. */
  isCompacted(topic: string): boolean
}

const PUBLISH_LIMIT_MS = 14_000
const FOLLOW_LIMIT_MS = 30_000
const RETRY_MS = 500

/** The bus on Kafka. Rejects as unavailable when no broker answers; once open it survives brokers that come and go. */
export async function createKafkaDriver(options: KafkaDriverOptions): Promise<BusDriver> {
  const { logger, loadGauge, rack, sealerOf } = options
  const connect = createConnect(options)
  const administration = createAdministration(connect)
  const topics = createTopics(administration, options.copies)
  const publisher = createPublisher(connect)
  const lot = createParkingLot({ connect, administration, topics, publisher, sealerOf, logger, rack })
  const subscriptions = createOpenSubscriptions()
  const groups = new Map<string, string>()
  const ensure = (topic: string) =>
    topics.ensure(topic, options.isCompacted(topic) ? 'last-of-each-key' : 'week')
  const close = async () => {
    await subscriptions.stopAll()
    await lot.close()
    await publisher.close()
    await administration.close()
  }

  await topics.names().catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    async publish(messages) {
      const byTopic = Map.groupBy(messages, ({ topic }) => topic)
      const send = async ([topic, some]: [string, typeof messages]) => {
        await ensure(topic)
        await publisher.publish(topic, some.map(recordOf))
      }
      await within(
        PUBLISH_LIMIT_MS,
        'the brokers did not take the messages',
        Promise.all([...byTopic].map(send)),
      )
    },
    async subscribe(subscription) {
      const { group, topic } = subscription
      // Members of one group that read different topics would be assigned each other's partitions.
      if ((groups.get(group) ?? topic) !== topic)
        throw new InvalidError(
          'GROUP_HAS_TOPIC',
          `${group} reads ${groups.get(group)}: another topic needs another group`,
        )
      groups.set(group, topic)
      await patiently(() => ensure(topic))
      return subscriptions.add(
        await startGroupReader({ ...subscription, connect, administration, lot, logger, loadGauge, rack }),
      )
    },
    async broadcast(topic, hear, { sinceMs = 0 } = {}) {
      const follower = await patiently(async () => {
        await ensure(topic)
        return followTopic({
          connect,
          administration,
          logger,
          topic,
          rack,
          from: { sinceMs },
          onMessage: (partition, message) => hear(messageOf(topic, partition, message)),
        })
      })
      return subscriptions.add(await caughtUp(follower, logger))
    },
    replay: (group, topic) => lot.replay(group, topic),
    park: lot.park,
    parkedKeys: lot.keys,
    parked: lot.list,
    redrive: lot.redrive,
    lag: (group) => lagOf(administration, group, groups.get(group)),
    close,
  }
}

/** Retries what a process needs to start while the brokers are away, for up to 30 s. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (const startedAt = Date.now(); ;) {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof InvalidError || Date.now() - startedAt > FOLLOW_LIMIT_MS) throw error
      await sleep(RETRY_MS)
    }
  }
}

async function caughtUp(follower: TopicFollower, logger: Logger): Promise<Subscription> {
  await follower
    .reached(follower.end)
    .catch((error: unknown) => logger.warn({ err: error }, 'recent broadcasts arrive late'))
  return follower
}

/** `read`: the topic the group reads in this process; it counts even before the first commit. */
async function lagOf(
  { ask, watermarks }: Administration,
  group: string,
  read?: string,
): Promise<Record<string, number>> {
  const committed = await ask(async (admin) => {
    const all = await admin.fetchOffsets({ groupId: group })
    if (!read || all.some(({ topic }) => topic === read)) return all
    return [...all, ...(await admin.fetchOffsets({ groupId: group, topics: [read] }))]
  })
  const lags = committed.map(async ({ topic, partitions }): Promise<[string, number]> => {
    const marks = await watermarks(topic)
    const behind = partitions.map(({ partition, offset }) => {
      const { low, high } = marks.get(partition)!
      return Number(high - (BigInt(offset) > low ? BigInt(offset) : low))
    })
    return [topic, behind.reduce((sum, each) => sum + each, 0)]
  })
  return Object.fromEntries(await Promise.all(lags))
}
