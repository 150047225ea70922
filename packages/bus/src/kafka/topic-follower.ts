import { randomUUID } from 'node:crypto'
import type { Logger } from '@mymacrotracker/telemetry'
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { Administration, Watermarks } from './administration.ts'
import { dueOf, endOf } from './offsets.ts'
import { within, type Connect } from './connection.ts'
import { startConsumerLoop } from './consumer-loop.ts'

interface FollowOptions {
  connect: Connect
  administration: Administration
  logger: Logger
  topic: string
  rack?: string
  /** Where to start: at the topic's start, or with the messages of the last `sinceMs`. */
  from: 'start' | { sinceMs: number }
  onMessage(partition: number, message: KafkaMessage): void
}

/** Reads all partitions of a topic, without a shared group and without commits. */
export interface TopicFollower {
  /** Resolves when everything before these offsets has been read; rejects as unavailable when that takes too long. */
  reached(offsets: ReadonlyMap<number, bigint>): Promise<void>
  /** The topic's end when the follower started. */
  end: ReadonlyMap<number, bigint>
  stop(): Promise<void>
}

const REACH_LIMIT_MS = 10_000

export async function followTopic({
  connect,
  administration,
  logger,
  topic,
  rack,
  from,
  onMessage,
}: FollowOptions): Promise<TopicFollower> {
  const marks = await administration.watermarks(topic)
  const end = new Map([...marks].map(([partition, { high }]) => [partition, high]))
  const positions = await beginningOf(administration, topic, from, marks)
  const waiting = new Set<{ offsets: ReadonlyMap<number, bigint>; arrived(): void }>()
  const isReached = (offsets: ReadonlyMap<number, bigint>) =>
    [...offsets].every(([partition, offset]) => positions.get(partition)! >= offset)
  const resolveReached = () => {
    for (const each of waiting) if (isReached(each.offsets) && waiting.delete(each)) each.arrived()
  }

  let consumer: Consumer
  const loop = startConsumerLoop({
    // A new group each time: the previous member of an old one would be waited for.
    connect,
    groupId: () => `follower.${randomUUID()}`,
    topic,
    rack,
    logger,
    concurrency: 1,
    // The group commits nothing, so after a rebalance it must seek to where it was.
    onAssigned: (_, assigned) => {
      consumer = assigned
      for (const [partition, offset] of positions) consumer.seek({ topic, partition, offset: String(offset) })
    },
    async onBatch({ batch, resolveOffset, isStale }: EachBatchPayload) {
      const due = await dueOf({ administration, consumer, positions, batch })
      if (isStale()) return
      for (const message of due) onMessage(batch.partition, message)
      if (endOf(batch) > positions.get(batch.partition)!) positions.set(batch.partition, endOf(batch))
      resolveOffset(batch.lastOffset())
      resolveReached()
    },
  })
  return {
    end,
    reached: (offsets) =>
      isReached(offsets)
        ? Promise.resolve()
        : within(
            REACH_LIMIT_MS,
            `${topic} was not read to its end`,
            new Promise((arrived) => {
              waiting.add({ offsets, arrived })
            }),
          ),
    stop: () => loop.stop(),
  }
}

async function beginningOf(
  administration: Administration,
  topic: string,
  from: FollowOptions['from'],
  marks: ReadonlyMap<number, Watermarks>,
): Promise<Map<number, bigint>> {
  if (from === 'start') return new Map([...marks].map(([partition, { low }]) => [partition, low]))
  const ends = new Map([...marks].map(([partition, { high }]) => [partition, high]))
  if (from.sinceMs <= 0) return ends
  const offsets = await administration.ask((admin) =>
    admin.fetchTopicOffsetsByTimestamp(topic, Date.now() - from.sinceMs),
  )
  for (const { partition, offset } of offsets)
    if (BigInt(offset) < ends.get(partition)!) ends.set(partition, BigInt(offset))
  return ends
}
