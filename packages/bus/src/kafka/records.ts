import { createHash } from 'node:crypto'
import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
import { partitionOf, type BusMessage, type DeliveredMessage } from '../bus.ts'

/** A record with its partition. */
export type PartitionedRecord = Message & { partition: number; value: Buffer | null }

const EVENT_ID = 'ce_id'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function recordOf({ key, eventId, headers, body }: BusMessage): PartitionedRecord {
  return {
    key,
    partition: partitionOf(key),
    headers: { ...headers, [EVENT_ID]: eventId },
    value: Buffer.from(body),
  }
}

export function messageOf(
  topic: string,
  partition: number,
  { key, value, headers, offset }: KafkaMessage,
): DeliveredMessage {
  const texts = textOf(headers ?? {})
  return {
    topic,
    partition,
    offset: BigInt(offset),
    key: key?.toString() ?? '',
    eventId: eventIdOf(texts[EVENT_ID], `${topic}/${partition}/${offset}`),
    headers: texts,
    body: value ?? Buffer.alloc(0),
  }
}

/** A message of another producer may have no valid id: one derived from its position is always the same. */
function eventIdOf(given: string | undefined, position: string): string {
  if (given && UUID.test(given)) return given
  const hex = createHash('sha256').update(position).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function textOf(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value[0] : value)?.toString() ?? '',
    ]),
  )
}
