import { createLanes } from '@mymacrotracker/concurrency'
import { InvalidError, ServiceError } from '@mymacrotracker/errors'
import type { Kafka, Producer } from 'kafkajs'
import { asUnavailable, within, type Connect, type Patience } from './connection.ts'
import type { PartitionedRecord } from './records.ts'

export interface Publisher {
  /** Resolves when every record is on all in-sync replicas, with the offset after the last one, by partition. */
  publish(topic: string, records: readonly PartitionedRecord[]): Promise<Map<number, bigint>>
  close(): Promise<void>
}

/** Longer than brokers take to notice a dead one (9 s) and to elect another leader. */
const LIMIT_MS = 13_000
/**
 * How long a leader waits for dead replicas to leave the in-sync set. If it were shorter, each retry would store the messages
 * again.
 */
const BROKER_TIMEOUT_MS = 8000
const PUBLISHING: Patience = { requestTimeoutMs: BROKER_TIMEOUT_MS + 1000, retries: 14 }
const METADATA_MS = 5000
/** Of the records of one request: well below a topic's limit for a batch, except for a single large record. */
const MAX_SEND_BYTES = 512 * 1024

/**
 * The producer of a process, used in the one way that lost nothing when leaders were killed: not idempotent, one request in
 * flight, acknowledged by all replicas, and one partition a send. The inbox drops what it may store twice.
 */
export function createPublisher(connect: Connect): Publisher {
  const { kafka, cut } = connect(PUBLISHING)
  /** One run at a time for each partition: a send still being retried for an earlier caller is not overtaken. */
  const lanes = createLanes<string>()
  let current: Promise<Producer> | undefined
  const connected = () => {
    current ??= connectProducer(kafka)
    current.catch(() => {
      current = undefined
    })
    return current
  }

  const sendPart = async (
    topic: string,
    partition: number,
    part: readonly PartitionedRecord[],
  ): Promise<bigint> => {
    const producer = await connected()
    const answers = await producer.send({
      topic,
      acks: -1,
      timeout: BROKER_TIMEOUT_MS,
      messages: part.map((record) => ({ ...record, partition })),
    })
    const [answer] = answers
    // An acknowledgement counts only when it names what was sent and nothing else.
    if (
      answers.length !== 1 ||
      answer?.partition !== partition ||
      answer.errorCode !== 0 ||
      answer.baseOffset === undefined
    )
      throw new Error(`no valid acknowledgement for ${topic}/${partition}`)
    return BigInt(answer.baseOffset) + BigInt(part.length)
  }
  /** In order: a record is sent only once the one before it is acknowledged, and none after one that failed. */
  const sendRun = async (
    topic: string,
    partition: number,
    run: readonly PartitionedRecord[],
    deadlineAt: number,
  ): Promise<bigint> => {
    let next = 0n
    for (const part of partsOf(run)) {
      if (Date.now() > deadlineAt) throw new Error('out of time')
      next = await sendPart(topic, partition, part)
    }
    return next
  }
  return {
    async publish(topic, records) {
      const deadlineAt = Date.now() + LIMIT_MS
      const runs = [...Map.groupBy(records, ({ partition }) => partition)]
      const sent = Promise.all(
        runs.map(
          async ([partition, run]) =>
            [
              partition,
              await lanes.run(`${topic}/${partition}`, () => sendRun(topic, partition, run, deadlineAt)),
            ] as const,
        ),
      )
      try {
        return new Map(await within(LIMIT_MS, 'the brokers did not take the messages', sent))
      } catch (error) {
        if (isTooLarge(error))
          throw new InvalidError('MESSAGE_TOO_LARGE', `a message is larger than topic ${topic} allows`, {
            cause: error,
          })
        return error instanceof ServiceError
          ? Promise.reject(error)
          : asUnavailable('the brokers did not take the messages')(error)
      }
    },
    async close() {
      await current?.then((producer) => producer.disconnect()).catch(() => undefined)
      cut()
    },
  }
}

async function connectProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: false,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    metadataMaxAge: METADATA_MS,
    retry: { retries: PUBLISHING.retries },
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  })
  await producer.connect()
  return producer
}

function partsOf(run: readonly PartitionedRecord[]): PartitionedRecord[][] {
  const parts: PartitionedRecord[][] = []
  let bytes = Infinity
  for (const record of run) {
    const size = record.value?.length ?? 0
    if (bytes + size > MAX_SEND_BYTES) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)!.push(record)
    bytes += size
  }
  return parts
}

function isTooLarge(error: unknown): boolean {
  for (
    let each = error as { type?: string; cause?: unknown } | undefined;
    each;
    each = each.cause as typeof each
  ) {
    if (each.type === 'MESSAGE_TOO_LARGE' || each.type === 'RECORD_LIST_TOO_LARGE') return true
  }
  return false
}
