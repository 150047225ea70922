import { InvalidError } from '@mymacrotracker/errors'
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs'
import { PARTITIONS } from '../bus.ts'
import type { Administration } from './administration.ts'

/** What a topic keeps: all messages for a week, or the last one of each key for ever, or that with its tombstones. */
type Keeping = 'week' | 'last-of-each-key' | 'last-of-each-key-and-its-deletion'

export interface Topics {
  /** Creates a topic that is missing. An existing one is left as it is, but must have `PARTITIONS` partitions. */
  ensure(topic: string, keeping: Keeping): Promise<void>
  names(): Promise<string[]>
}

const DAY_MS = 86_400_000
/** Room for the largest body with its key and headers. */
const MAX_BATCH_BYTES = 2 * 1024 * 1024
const COPIES = 3

const COMPACT = { 'cleanup.policy': 'compact', 'segment.ms': DAY_MS, 'min.cleanable.dirty.ratio': 0.2 }
const CLEANUP: Record<Keeping, Record<string, string | number>> = {
  week: { 'cleanup.policy': 'delete', 'retention.ms': 7 * DAY_MS },
  'last-of-each-key': COMPACT,
  // A reader of the whole topic waits for its last record. By default a tombstone is removed after a day, even if it is the last.
  'last-of-each-key-and-its-deletion': { ...COMPACT, 'delete.retention.ms': 3650 * DAY_MS },
}

/** `copies`: replicas of every topic; one that has fewer is refused. By default as many as there are brokers, up to three. */
export function createTopics({ ask }: Administration, copies?: number): Topics {
  const known = new Map<string, Promise<void>>()
  const make = (topic: string, keeping: Keeping) =>
    ask(async (admin) => {
      const found = await partitionsOf(admin, topic)
      if (found === undefined)
        await admin.createTopics({
          topics: [await configOf(topic, keeping, copies ?? (await copiesOf(admin)))],
        })
      else if (copies !== undefined && found.copies < copies)
        throw new InvalidError(
          'TOPIC_COPIES',
          `topic ${topic} has ${found.copies} copies, not ${copies} (BUS_COPIES)`,
        )
      else if (found.partitions !== PARTITIONS)
        throw new InvalidError(
          'TOPIC_PARTITIONS',
          `topic ${topic} has ${found.partitions} partitions, not ${PARTITIONS}`,
        )
    })
  return {
    ensure(topic, keeping) {
      const made = known.get(topic) ?? make(topic, keeping)
      known.set(topic, made)
      made.catch(() => known.delete(topic))
      return made
    },
    names: () => ask((admin) => admin.listTopics()),
  }
}

async function partitionsOf(
  admin: Admin,
  topic: string,
): Promise<{ partitions: number; copies: number } | undefined> {
  if (!(await admin.listTopics()).includes(topic)) return undefined
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  const [first] = topics
  return (
    first && {
      partitions: first.partitions.length,
      copies: Math.min(...first.partitions.map(({ replicas }) => replicas.length)),
    }
  )
}

function configOf(topic: string, keeping: Keeping, copies: number): ITopicConfig {
  const settings = {
    ...CLEANUP[keeping],
    'max.message.bytes': MAX_BATCH_BYTES,
    'min.insync.replicas': Math.max(1, copies - 1),
    'unclean.leader.election.enable': 'false',
  }
  return {
    topic,
    numPartitions: PARTITIONS,
    replicationFactor: copies,
    configEntries: Object.entries(settings).map(([name, value]) => ({ name, value: String(value) })),
  }
}

/** Three, or as many as there are brokers. A broker that is away right now is not counted, so the brokers' default is a minimum. */
async function copiesOf(admin: Admin): Promise<number> {
  const { brokers } = await admin.describeCluster()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.BROKER,
        name: String(brokers[0]!.nodeId),
        configNames: ['default.replication.factor'],
      },
    ],
  })
  const byDefault = Number(resources[0]?.configEntries[0]?.configValue ?? 1)
  return Math.max(byDefault, Math.min(COPIES, brokers.length))
}
