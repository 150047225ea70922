import type { KafkaMessage } from 'kafkajs'
import type { DeliveredMessage, ParkedMessage } from '../bus.ts'
import type { PlacedRecord } from './records.ts'

export interface Sealer {
  seal(plain: Uint8Array): Buffer
  open(sealed: Uint8Array): Buffer
}

/** A wish that the owner of a partition carries out: its parked messages of a key once more, or all of a topic from its start. */
export type Wish = { kind: 'redrive'; topic: string; key: string } | { kind: 'replay'; topic: string }

export interface PendingWish {
  recordKey: string
  partition: number
  wish: Wish
}

type About = Omit<ParkedMessage, 'body' | 'offset' | 'parkedAt' | 'partition'> & {
  offset: string
  parkedAt: string
}
interface Parked {
  partition: number
  about: About
  sealedBody: Buffer
}

const ABOUT = 'about'

/** What stands in a group's topic of parked messages, as it is read from the start: the last record of each key counts. */
export function createParkedTable(sealer: Sealer) {
  const parked = new Map<string, Parked>()
  const wishes = new Map<string, PendingWish>()
  return {
    /** Answers the wish that was heard, if it was one. */
    hear(partition: number, { key, value, headers }: KafkaMessage): PendingWish | undefined {
      const recordKey = key?.toString() ?? ''
      const about = aboutOf(headers?.[ABOUT]?.toString())
      if (!value || !about) {
        parked.delete(recordKey)
        wishes.delete(recordKey)
      } else if ('kind' in about) {
        const pending = { recordKey, partition, wish: about }
        wishes.set(recordKey, pending)
        return pending
      } else {
        parked.set(recordKey, { partition, about, sealedBody: value })
      }
      return undefined
    },
    keys(topic: string, keys: readonly string[]): ReadonlySet<string> {
      const wanted = new Set(keys)
      const here = new Set<string>()
      for (const { about } of parked.values())
        if (about.topic === topic && wanted.has(about.key)) here.add(about.key)
      return here
    },
    /** In the order in which they were published. */
    messages(key?: string): ParkedMessage[] {
      const wanted = [...parked.values()].filter(({ about }) => key === undefined || about.key === key)
      const opened = wanted.map(({ partition, about, sealedBody }) => ({
        ...about,
        partition,
        offset: BigInt(about.offset),
        parkedAt: new Date(about.parkedAt),
        body: sealer.open(sealedBody),
      }))
      return opened.sort(
        (a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || Number(a.offset - b.offset),
      )
    },
    wishesOf: (topic: string, partition: number): PendingWish[] =>
      [...wishes.values()].filter((each) => each.partition === partition && each.wish.topic === topic),
  }
}

/** A record that nobody here wrote says nothing. */
function aboutOf(text = 'null'): About | Wish | null {
  try {
    return JSON.parse(text) as About | Wish | null
  } catch {
    return null
  }
}

/** The same record however often a message is parked. */
export function parkedRecord(
  sealer: Sealer,
  { body, offset, partition, ...rest }: DeliveredMessage,
  reason: string,
): PlacedRecord {
  const about: About = { ...rest, offset: String(offset), reason, parkedAt: new Date().toISOString() }
  return {
    key: parkedKey({ ...rest, offset }),
    partition,
    headers: { [ABOUT]: JSON.stringify(about) },
    value: sealer.seal(body),
  }
}

export function wishRecord(wish: Wish, partition: number, id: string): PlacedRecord {
  return {
    key: JSON.stringify([wish.kind, wish.topic, id]),
    partition,
    headers: { [ABOUT]: JSON.stringify(wish) },
    value: Buffer.from(wish.kind),
  }
}

export function parkedTombstone(message: DeliveredMessage): PlacedRecord {
  return { key: parkedKey(message), partition: message.partition, value: null }
}

export function wishTombstone({ recordKey, partition }: PendingWish): PlacedRecord {
  return { key: recordKey, partition, value: null }
}

function parkedKey({
  topic,
  key,
  eventId,
  offset,
}: {
  topic: string
  key: string
  eventId: string
  offset: bigint
}): string {
  return JSON.stringify([key, eventId, topic, String(offset)])
}
