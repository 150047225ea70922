import type { StoredMsg } from '@nats-io/jetstream'
import type { BusDriver, DeliveredMessage, ParkedMessage } from '../bus.ts'
import { sealerFor, type SealerOf } from '../parked-sealer.ts'
import { packHeaders, unpack } from './envelope.ts'
import { unlessAway, type Link } from './link.ts'
import { PARKED, keyToken, nameOf, tokenOf } from './names.ts'
import { openStream } from './topic-log.ts'

type OnRedriven = Parameters<BusDriver['subscribe']>[0]['onRedriven']

/** A subject taken apart: mmt.parked.<group>.<topic>.<partition>.<key>.<offset>; `redrive` in place of the offset is the command to redrive that key. */
interface ParkedSubject {
  subject: string
  group: string
  topic: string
  partition: number
  key: string
  offset?: bigint
}

const REASON = 'mmt-reason'
const REDRIVE = 'redrive'
const LISTED_AT_MOST = 1000
/** Messages loaded at once. */
const CHUNK = 20

export type ParkingLot = Awaited<ReturnType<typeof createParkingLot>>

/** Messages that cannot be handled, bodies encrypted, kept for ever. Everything is read from the leader, so a process sees what it parked. */
export async function createParkingLot(link: Link, sealerOf: SealerOf) {
  await openStream(link, { name: PARKED, subjects: ['mmt.parked.>'], max_msgs_per_subject: 1 })

  const subjects = async (filter: string): Promise<ParkedSubject[]> => {
    const { state } = await unlessAway(link.manager.streams.info(PARKED, { subjects_filter: filter }))
    return Object.keys(state.subjects ?? {}).map(parseSubject)
  }
  const load = async (parsed: ParkedSubject): Promise<ParkedMessage | undefined> => {
    const stored: StoredMsg | null = await unlessAway(
      link.manager.streams.getMessage(PARKED, { last_by_subj: parsed.subject }),
    )
    if (!stored) return undefined
    const message = unpack(
      nameOf(parsed.topic),
      { partition: parsed.partition, offset: parsed.offset! },
      {
        headers: stored.header,
        header: (name) => stored.header.get(name),
        body: sealerFor(sealerOf, nameOf(parsed.group)).open(stored.data),
      },
    )
    return { ...message, reason: stored.header.get(REASON), parkedAt: stored.time }
  }
  const loadAll = async (wanted: readonly ParkedSubject[]): Promise<ParkedMessage[]> => {
    const loaded: (ParkedMessage | undefined)[] = []
    for (let at = 0; at < wanted.length; at += CHUNK)
      loaded.push(...(await Promise.all(wanted.slice(at, at + CHUNK).map(load))))
    return loaded.filter((each) => each !== undefined)
  }
  const remove = (subject: string, before?: number) =>
    unlessAway(link.manager.streams.purge(PARKED, { filter: subject, ...(before && { seq: before }) }))

  const redriveKey = async (parked: readonly ParkedSubject[], onRedriven: OnRedriven) => {
    const inOrder = parked.toSorted((one, other) => Number(one.offset! - other.offset!))
    for (let at = 0; at < inOrder.length; at += CHUNK) {
      const messages = await loadAll(inOrder.slice(at, at + CHUNK))
      const staying = new Set(
        (messages.length > 0 ? await onRedriven(messages) : []).map(({ offset }) => offset),
      )
      for (const { subject, offset } of inOrder.slice(at, at + CHUNK))
        if (!staying.has(offset!)) await remove(subject)
      if (staying.size > 0) return
    }
  }

  return {
    async park(group: string, message: DeliveredMessage, reason: string): Promise<void> {
      const headers = packHeaders(message)
      headers.set(REASON, reason.replaceAll(/[\r\n]+/g, ' '))
      const subject = `mmt.parked.${tokenOf(group)}.${tokenOf(message.topic)}.${message.partition}.${keyToken(message.key)}.${message.offset}`
      await link.store(subject, sealerFor(sealerOf, group).seal(message.body), {
        headers,
        expectedSequence: 0,
      })
    },

    async keys(group: string, topic: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
      const parked = new Set(
        (await subjects(`mmt.parked.${tokenOf(group)}.${tokenOf(topic)}.>`))
          .filter(({ offset }) => offset !== undefined)
          .map(({ key }) => key),
      )
      return new Set(parked.size === 0 ? [] : keys.filter((key) => parked.has(keyToken(key))))
    },

    async list(group?: string): Promise<ParkedMessage[]> {
      const parked = (await subjects(`mmt.parked.${group === undefined ? '*' : tokenOf(group)}.>`)).filter(
        (parsed) => parsed.offset !== undefined && sealerOf(nameOf(parsed.group)),
      )
      const listed = await loadAll(parked.slice(0, LISTED_AT_MOST))
      return listed.sort(
        (one, other) =>
          one.parkedAt.getTime() - other.parkedAt.getTime() ||
          one.topic.localeCompare(other.topic) ||
          one.partition - other.partition ||
          Number(one.offset - other.offset),
      )
    },

    /** Stores a command for the owner of each partition. Returns how many messages it concerns, and their topics. */
    async requestRedrive(group: string, key?: string): Promise<{ count: number; topics: string[] }> {
      const parked = (
        await subjects(`mmt.parked.${tokenOf(group)}.*.*.${key === undefined ? '*' : keyToken(key)}.*`)
      ).filter(({ offset }) => offset !== undefined)
      const commands = new Set(parked.map(({ subject }) => subject.replace(/[^.]+$/, REDRIVE)))
      for (const subject of commands) await link.store(subject, Buffer.from(REDRIVE))
      return { count: parked.length, topics: [...new Set(parked.map(({ topic }) => nameOf(topic)))] }
    },

    /** Carries out pending redrive commands. A command is deleted only once it is done, and never one that arrived later. */
    async redrive(group: string, topic: string, partition: number, onRedriven: OnRedriven): Promise<void> {
      const there = await subjects(`mmt.parked.${tokenOf(group)}.${tokenOf(topic)}.${partition}.>`)
      for (const command of there.filter(({ offset }) => offset === undefined)) {
        const stored = await unlessAway(
          link.manager.streams.getMessage(PARKED, { last_by_subj: command.subject }),
        )
        if (!stored) continue
        // Read again: a message parked after the command was read must not be skipped in the middle of its key.
        const parked = (await subjects(command.subject.replace(/[^.]+$/, '*'))).filter(
          ({ offset }) => offset !== undefined,
        )
        await redriveKey(parked, onRedriven)
        await remove(command.subject, stored.seq + 1)
      }
    },
  }
}

function parseSubject(subject: string): ParkedSubject {
  const [, , group, topic, partition, key, last] = subject.split('.')
  return {
    subject,
    group: group!,
    topic: topic!,
    partition: Number(partition),
    key: key!,
    ...(last !== REDRIVE && { offset: BigInt(last!) }),
  }
}
