import type { Sealer } from '@mymacrotracker/keys'
import type { KafkaMessage } from 'kafkajs'
import type { DeliveredMessage, ParkedMessage } from '../bus.ts'
import type { PartitionedRecord } from './records.ts'

/** A command for the owner of a partition: redrive the parked messages of a key, or replay a topic from its start. */
export type Command = { kind: 'redrive'; topic: string; key: string } | { kind: 'replay'; topic: string }

export interface PendingCommand {
  recordKey: string
  partition: number
  command: Command
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

/** The state of a group's topic of parked messages, read from its start: the last record of each key counts. */
export function createParkedTable(sealer: Sealer) {
  const parked = new Map<string, Parked>()
  const commands = new Map<string, PendingCommand>()
  return {
    /** Takes in a record. Returns the command it holds, if it is one. */
    apply(partition: number, { key, value, headers }: KafkaMessage): PendingCommand | undefined {
      const recordKey = key?.toString() ?? ''
      const about = aboutOf(headers?.[ABOUT]?.toString())
      if (!value || !about) {
        parked.delete(recordKey)
        commands.delete(recordKey)
      } else if ('kind' in about) {
        const pending = { recordKey, partition, command: about }
        commands.set(recordKey, pending)
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
    commandsOf: (topic: string, partition: number): PendingCommand[] =>
      [...commands.values()].filter((each) => each.partition === partition && each.command.topic === topic),
  }
}

/** A record that was not written by this driver is ignored. */
function aboutOf(text = 'null'): About | Command | null {
  try {
    return JSON.parse(text) as About | Command | null
  } catch {
    return null
  }
}

/** The same record key however often a message is parked. */
export function parkedRecord(
  sealer: Sealer,
  { body, offset, partition, ...rest }: DeliveredMessage,
  reason: string,
): PartitionedRecord {
  const about: About = { ...rest, offset: String(offset), reason, parkedAt: new Date().toISOString() }
  return {
    key: parkedKey({ ...rest, offset }),
    partition,
    headers: { [ABOUT]: JSON.stringify(about) },
    value: sealer.seal(body),
  }
}

export function commandRecord(command: Command, partition: number, id: string): PartitionedRecord {
  return {
    key: JSON.stringify([command.kind, command.topic, id]),
    partition,
    headers: { [ABOUT]: JSON.stringify(command) },
    value: Buffer.from(command.kind),
  }
}

export function parkedTombstone(message: DeliveredMessage): PartitionedRecord {
  return { key: parkedKey(message), partition: message.partition, value: null }
}

export function commandTombstone({ recordKey, partition }: PendingCommand): PartitionedRecord {
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
