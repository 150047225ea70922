import { randomUUID } from 'node:crypto'
import { createPool, type DirectConnection, type Pool } from '@mymacrotracker/database'
import type { LoadGauge, Logger, Metrics } from '@mymacrotracker/telemetry'
import type { BusDriver, DeliveredMessage } from '../bus.ts'
import { createOpenSubscriptions } from '../open-subscriptions.ts'
import { batchSize } from '../throttle.ts'
import type { SealerOf } from '../parked-sealer.ts'
import { createMembership } from './membership.ts'
import { createMessageLog } from './message-log.ts'
import { createParkingLot } from './parking-lot.ts'
import { startRetention } from './retention.ts'
import { WAKE_CHANNEL, startReader } from './reader.ts'

interface PostgresDriverOptions {
  /** Connection of the role `bus`, which has access to the schema `bus` alone. */
  url: string
  /** For LISTEN and partition locks. */
  direct: DirectConnection
  /** Encrypts parked payloads. */
  sealerOf: SealerOf
  logger: Logger
  metrics: Metrics
  /** Reading slows down while people wait for answers of this process. */
  loadGauge: LoadGauge
  /** Whether a topic keeps only the last message of each key. */
  isCompacted(topic: string): boolean
}

interface PostgresDriver extends BusDriver {
  /** Deletes what need not be kept any longer; also runs hourly. */
  sweep(): Promise<void>
}

const POLL_MS = 1000
const RETENTION_DAYS = 7

/** The bus on a table. Publishing is a transaction of its own, exactly as with a broker. */
export async function createPostgresDriver({
  url,
  direct,
  sealerOf,
  logger,
  metrics,
  loadGauge,
  isCompacted,
}: PostgresDriverOptions): Promise<PostgresDriver> {
  const pool: Pool = createPool({
    url,
    schema: 'bus',
    max: 6,
    statementTimeoutMs: 10_000,
    metrics,
    onError: (error) => logger.warn({ err: error }, 'a bus connection failed'),
  })
  const log = createMessageLog(pool)
  const lot = createParkingLot(pool, sealerOf)
  const membership = createMembership({ pool, direct, memberId: randomUUID(), logger })
  const retention = startRetention({ pool, direct, logger, days: RETENTION_DAYS, isCompacted })
  const subscriptions = createOpenSubscriptions()

  return {
    async publish(messages) {
      await log.append(messages)
      for (const topic of new Set(messages.map((each) => each.topic))) direct.notify(WAKE_CHANNEL, topic)
    },
    async subscribe({ group, topic, onBatch, onRedriven }) {
      await log.prepare(topic, group)
      const owned = await membership.join(group, topic)
      return subscriptions.add(
        await startReader({
          topic,
          direct,
          logger,
          loadGauge,
          pollMs: POLL_MS,
          read: async (paused) => {
            const partitions = owned.partitions().filter((each) => !paused.has(each))
            await redriveOwned(lot, group, topic, partitions, onRedriven)
            return log.readGroup({ group, topic, partitions, limit: batchSize(loadGauge) })
          },
          handle: async (partition, messages) => {
            const outcome = await onBatch(messages)
            if (outcome.done && owned.partitions().includes(partition))
              await log.commit(group, topic, partition, messages.at(-1)!.offset + 1n)
            return outcome
          },
          stopped: () => owned.leave(),
        }),
      )
    },
    async broadcast(topic, hear, { sinceMs = 0 } = {}) {
      await log.prepare(topic)
      const tail = await log.tail(topic)
      if (sinceMs > 0) for (const message of await log.recent(topic, sinceMs, tail)) hear(message)
      return subscriptions.add(
        await startReader({
          topic,
          direct,
          logger,
          pollMs: POLL_MS,
          read: () => log.readFrom(topic, tail),
          handle: async (partition, messages) => {
            for (const message of messages) hear(message)
            tail[partition] = messages.at(-1)!.offset + 1n
            return { done: true }
          },
          stopped: async () => {},
        }),
      )
    },
    replay: (group, topic) => log.rewind(group, topic),
    park: lot.park,
    parkedKeys: lot.keys,
    parked: lot.list,
    async redrive(group, key) {
      const { count, topics } = await lot.requestRedrive(group, key)
      for (const topic of topics) direct.notify(WAKE_CHANNEL, topic)
      return count
    },
    lag: (group) => log.lag(group),
    sweep: retention.sweep,
    async close() {
      await subscriptions.stopAll()
      retention.stop()
      await membership.close()
      await pool.end()
    },
  }
}

type Lot = ReturnType<typeof createParkingLot>

async function redriveOwned(
  lot: Lot,
  group: string,
  topic: string,
  partitions: number[],
  onRedriven: (messages: readonly DeliveredMessage[]) => Promise<readonly DeliveredMessage[]>,
): Promise<void> {
  const requested = await lot.redriven(group, topic, partitions)
  for (const messages of Map.groupBy(requested, ({ key }) => key).values()) {
    const staying = new Set(await onRedriven(messages))
    await lot.settle(
      group,
      messages.filter((each) => !staying.has(each)),
      [...staying],
    )
  }
}
