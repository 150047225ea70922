import {
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import type { DeliveredMessage } from '../bus.ts'
import { NoResponders, type DirectQuery, type DirectRead, type StoredMessage } from './direct-read.ts'
import { unpack } from './envelope.ts'
import { unlessAway, type Link } from './link.ts'
import { partitionIn, partitionSubject, streamOf, topicSubjects } from './names.ts'

interface TopicLogOptions {
  link: Link
  read: DirectRead
  isCompacted(topic: string): boolean
}

const RETENTION_MS = 7 * 24 * 3_600_000
/** On topics whose messages carry an id, a repeat within this window is not stored again. */
const DUPLICATE_WINDOW_MS = 120_000

export type TopicLog = ReturnType<typeof createTopicLog>

/** The streams of topics: one each, created on first use, with all twelve partitions. Offsets are the stream's sequence numbers. */
export function createTopicLog({ link, read, isCompacted }: TopicLogOptions) {
  const prepared = new Map<string, Promise<string>>()

  const prepare = async (topic: string): Promise<string> => {
    const info = await openStream(link, {
      name: streamOf(topic),
      subjects: [topicSubjects(topic)],
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
      ...(isCompacted(topic) ? { max_msgs_per_subject: 1 } : { max_age: nanos(RETENTION_MS) }),
    })
    const isMade = info.config.max_msgs_per_subject === 1
    if (isMade !== isCompacted(topic))
      throw new Error(`the stream ${info.config.name} is ${isMade ? '' : 'not '}compacted, unlike its topic`)
    return info.created
  }
  const readFrom = (topic: string, query: DirectQuery) =>
    read(streamOf(topic), query).catch((error: unknown) => {
      if (error instanceof NoResponders) prepared.delete(topic)
      throw error
    })
  const unpacked = (topic: string, messages: readonly StoredMessage[]) =>
    messages.map((each) =>
      unpack(topic, { partition: partitionIn(each.subject), offset: BigInt(each.sequence) }, each),
    )

  return {
    /** Creates the topic's stream if it is missing. Resolves with its creation time, which tells it from an earlier one of its name. */
    prepare(topic: string): Promise<string> {
      const known = prepared.get(topic)
      if (known) return known
      const preparing = prepare(topic)
      prepared.set(topic, preparing)
      preparing.catch(() => prepared.delete(topic))
      return preparing
    },
    /** After a failure: checks whether the stream is gone and must be created again. Any replica can answer that. */
    async doubt(topic: string): Promise<void> {
      await readFrom(topic, {
        next_by_subj: topicSubjects(topic),
        seq: Number.MAX_SAFE_INTEGER,
        batch: 1,
      }).catch(() => undefined)
    },
    /** Messages of one partition, or of all, after a sequence number. */
    async readAfter({
      topic,
      partition,
      after,
      limit,
    }: {
      topic: string
      partition?: number
      after: number
      limit: number
    }): Promise<DeliveredMessage[]> {
      const next =
        partition === undefined
          ? topicSubjects(topic)
          : partitionSubject(topic, partition, isCompacted(topic))
      return unpacked(
        topic,
        (await readFrom(topic, { next_by_subj: next, seq: after + 1, batch: limit })).messages,
      )
    },
    /** The first messages at or after a point in time. */
    async readSince({
      topic,
      since,
      limit,
    }: {
      topic: string
      since: Date
      limit: number
    }): Promise<DeliveredMessage[]> {
      return unpacked(
        topic,
        (
          await readFrom(topic, {
            next_by_subj: topicSubjects(topic),
            start_time: since.toISOString(),
            batch: limit,
          })
        ).messages,
      )
    },
    /** Sequence number of the last message, read from the leader. */
    async tail(topic: string): Promise<number> {
      return (await unlessAway(link.manager.streams.info(streamOf(topic)))).state.last_seq
    },
    /** Messages of a partition after a sequence number. Whether there are any is read from the leader; how many may be a little old. */
    async countAfter(topic: string, partition: number, after: number): Promise<number> {
      const next = { next_by_subj: partitionSubject(topic, partition, isCompacted(topic)), seq: after + 1 }
      if (!(await unlessAway(link.manager.streams.getMessage(streamOf(topic), next)))) return 0
      const { messages, pending } = await readFrom(topic, { ...next, batch: 1 })
      return Math.max(1, messages.length + pending)
    },
  }
}

/** Opens a stream, and creates it if it is missing. */
export async function openStream(
  link: Link,
  config: Partial<StreamConfig> & { name: string },
): Promise<StreamInfo> {
  return unlessAway(
    link.manager.streams.info(config.name).catch((error: unknown) => {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound)
        throw error
      return link.manager.streams.add({
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        num_replicas: link.replicas,
        allow_direct: true,
        ...config,
      })
    }),
  )
}
