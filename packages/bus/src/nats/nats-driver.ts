import { randomUUID } from 'node:crypto'
import type { LoadGauge, Logger } from '@mymacrotracker/telemetry'
import type { BusDriver } from '../bus.ts'
import { createOpenSubscriptions } from '../open-subscriptions.ts'
import type { SealerOf } from '../parked-sealer.ts'
import { startBroadcast } from './broadcast.ts'
import { startConsumer } from './consumer.ts'
import { createCursors } from './cursors.ts'
import { createDirectRead } from './direct-read.ts'
import { openLink, type LinkOptions } from './link.ts'
import { createMembership } from './membership.ts'
import { changedGroup } from './names.ts'
import { createNews } from './news.ts'
import { createParkingLot } from './parking-lot.ts'
import { createPublisher } from './publisher.ts'
import { createTopicLog } from './topic-log.ts'

interface NatsDriverOptions extends LinkOptions {
  /** Encrypts parked payloads. */
  sealerOf: SealerOf
  logger: Logger
  /** Reading slows down while people wait for answers of this process. */
  loadGauge: LoadGauge
  /** Whether a topic keeps only the last message of each key, for ever. */
  isCompacted(topic: string): boolean
}

/**
 * The bus on NATS JetStream, built on streams alone: cursors, members and parked messages are streams too, and consumers read by
 * sequence number. Servers must flush what they acknowledge (`sync_interval: always`) and allow payloads of 2 MB.
 */
export async function createNatsDriver({
  sealerOf,
  loadGauge,
  isCompacted,
  ...options
}: NatsDriverOptions): Promise<BusDriver> {
  const { logger } = options
  const link = await openLink(options)
  try {
    const read = createDirectRead(link)
    const log = createTopicLog({ link, read, isCompacted })
    const cursors = await createCursors(link, read)
    const lot = await createParkingLot(link, sealerOf)
    const membership = await createMembership({ link, read, memberId: randomUUID(), logger })
    const news = createNews(link, log, logger)
    const parts = { link, log, cursors, membership, news, lot, logger, loadGauge }
    return driverOf(parts, createPublisher({ link, log, isCompacted }))
  } catch (error) {
    await link.close()
    throw error
  }
}

function driverOf(parts: Parameters<typeof startConsumer>[0], publish: BusDriver['publish']): BusDriver {
  const { link, log, cursors, membership, lot } = parts
  const subscriptions = createOpenSubscriptions()
  return {
    publish,
    subscribe: async (options) => subscriptions.add(await startConsumer(parts, options)),
    broadcast: async (topic, hear, { sinceMs = 0 } = {}) =>
      subscriptions.add(await startBroadcast(parts, { topic, hear, sinceMs })),
    async replay(group, topic) {
      await cursors.rewind(group, topic)
      link.hint(changedGroup(group, topic))
    },
    park: lot.park,
    parkedKeys: lot.keys,
    parked: lot.list,
    async redrive(group, key) {
      const { count, topics } = await lot.requestRedrive(group, key)
      for (const topic of topics) link.hint(changedGroup(group, topic))
      return count
    },
    async lag(group) {
      const behind: Record<string, number> = {}
      const known = await cursors.ofGroup(group)
      const made = new Map(
        await Promise.all(
          [...new Set(known.map(({ topic }) => topic))].map(
            async (topic) => [topic, await log.prepare(topic)] as const,
          ),
        ),
      )
      await Promise.all(
        known.map(async ({ topic, partition, cursor }) => {
          const count = await log.countAfter(
            topic,
            partition,
            cursor.made === made.get(topic) ? cursor.after : 0,
          )
          behind[topic] = (behind[topic] ?? 0) + count
        }),
      )
      return behind
    },
    async close() {
      await subscriptions.stopAll()
      await membership.close()
      await link.close()
    },
  }
}
