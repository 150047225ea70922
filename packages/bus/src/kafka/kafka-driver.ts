import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidError } from '@mymacrotracker/errors'
import type { LoadGauge, Logger, Metrics } from '@mymacrotracker/telemetry'
import type { BusDriver, Subscription } from '../bus.ts'
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
  /** Of every topic; as many as there are brokers, up to three, when not given. */
  copies?: number
  /** Zone of this process (`broker.rack`): it reads from the copy in the same one. */
  rack?: string
  /** Encrypts payloads that are parked. */
  sealerOf: SealerOf
  logger: Logger
  metrics: Metrics
  /** Reading gives way while people wait for answers of this process. */
  loadGauge: LoadGauge
  /** Topics of which only the last message of each key is kept. */
  isCompacted(topic: string): boolean
}

const PUBLISH_LIMIT_MS = 14_000
const FOLLOW_LIMIT_MS = 30_000
const AGAIN_MS = 500

/** The bus on Kafka. Fails as unavailable when no broker answers; after that, brokers may come and go. */
export async function createKafkaDriver(options: KafkaDriverOptions): Promise<BusDriver> {
  const { logger, loadGauge, rack, sealerOf } = options
  const connect = createConnect(options)
  const administration = createAdministration(connect)
  const topics = createTopics(administration, options.copies)
  const publisher = createPublisher(connect)
  const lot = createParkingLot({ connect, administration, topics, publisher, sealerOf, logger, rack })
  const open = new Set<Subscription>()
  const groups = new Map<string, string>()
  const keep = (subscription: Subscription): Subscription => {
    const kept = {
      stop: async () => {
        open.delete(kept)
        await subscription.stop()
      },
    }
    open.add(kept)
    return kept
  }
  const ensure = (topic: string) =>
    topics.ensure(topic, options.isCompacted(topic) ? 'last-of-each-key' : 'week')
  const close = async () => {
    await Promise.all([...open].map((each) => each.stop()))
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
      // Members of one group that read different topics would be handed each other's partitions.
      if ((groups.get(group) ?? topic) !== topic)
        throw new InvalidError(
          'GROUP_HAS_TOPIC',
          `${group} reads ${groups.get(group)}: another topic needs another group`,
        )
      groups.set(group, topic)
      await patiently(() => ensure(topic))
      return keep(
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
          hear: (partition, message) => hear(messageOf(topic, partition, message)),
        })
      })
      return keep(await heardSoFar(follower, logger))
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

/** What a process needs to begin is asked for again while the brokers are away, for a while. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (const startedAt = Date.now(); ;) {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof InvalidError || Date.now() - startedAt > FOLLOW_LIMIT_MS) throw error
      await sleep(AGAIN_MS)
    }
  }
}

async function heardSoFar(follower: TopicFollower, logger: Logger): Promise<Subscription> {
  await follower
    .reached(follower.end)
    .catch((error: unknown) => logger.warn({ err: error }, 'what was said of late will be heard later'))
  return follower
}

/** `read`: the topic the group reads here, which counts before its first commit too. */
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
