import { InvalidError } from '@mymacrotracker/errors'
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs'
import { PARTITIONS } from '../bus.ts'
import type { Administration } from './administration.ts'

/** How long a topic keeps its messages: `week`, or of each key the last one for ever, or that with deletions remembered. */
type Keeping = 'week' | 'last-of-each-key' | 'last-of-each-key-and-its-deletion'

export interface Topics {
  /** Makes a topic when it is missing. One that is there is left as it is, but must have the partitions everybody counts on. */
  ensure(topic: string, keeping: Keeping): Promise<void>
  names(): Promise<string[]>
}

const DAY_MS = 86_400_000
/** Room for a body of the largest size with its key and headers. */
const MAX_BATCH_BYTES = 2 * 1024 * 1024
const COPIES = 3

const COMPACT = { 'cleanup.policy': 'compact', 'segment.ms': DAY_MS, 'min.cleanable.dirty.ratio': 0.2 }
const CLEANUP: Record<Keeping, Record<string, string | number>> = {
  week: { 'cleanup.policy': 'delete', 'retention.ms': 7 * DAY_MS },
  'last-of-each-key': COMPACT,
  // Whoever reads to a topic's end waits for its last record; as a rule deletions vanish after a day, and the end with them.
  'last-of-each-key-and-its-deletion': { ...COMPACT, 'delete.retention.ms': 3650 * DAY_MS },
}

/** `copies`: of every topic; one that has fewer is refused. As many as there are brokers, up to three, when not said. */
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

/** Three, or as many as there are brokers. A broker that is away just now does not count, but the brokers' own setting does. */
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
