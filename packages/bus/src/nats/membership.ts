import { coalesce } from '@mymacrotracker/concurrency'
import type { Logger } from '@mymacrotracker/telemetry'
import { nanos } from '@nats-io/transport-node'
import type { DirectRead } from './direct-read.ts'
import { unlessAway, type Link } from './link.ts'
import { ALL_PARTITIONS, CHANGED_MEMBERS, MEMBERS, memberSubject } from './names.ts'
import { openStream } from './topic-log.ts'

interface MembershipOptions {
  link: Link
  read: DirectRead
  memberId: string
  logger: Logger
}

const BEAT_MS = 2000
/** A process without a heartbeat for this long counts as dead, and its partitions go to the others. */
const DEAD_MS = 8_000
/** A process that could not send a heartbeat for this long starts nothing, as others may have taken over. */
const UNHEARD_MS = DEAD_MS - 2 * BEAT_MS
const FORGOTTEN_MS = 60_000
/** A process never seen before may have joined since the list was read. */
const NEWCOMER_MS = 2 * BEAT_MS

interface Joined {
  name: string
  wanted: ReadonlySet<number>
  changed(): void
}

export type Membership = Awaited<ReturnType<typeof createMembership>>

/** Which processes are alive, and so which partitions of a group each should hold. Whether it holds them, the cursors decide. */
export async function createMembership({ link, read, memberId, logger }: MembershipOptions) {
  await openStream(link, {
    name: MEMBERS,
    subjects: ['mmt.member.>'],
    max_msgs_per_subject: 1,
    max_age: nanos(FORGOTTEN_MS),
  })
  const joined = new Set<Joined>()
  let living = new Map<string, ReadonlySet<string>>()
  const seen = new Set<string>()
  const missedSinceMs = new Map<string, number>()
  /** In performance.now() time. */
  let heardMs = -Infinity
  let steadySinceMs = -Infinity

  const beat = async () => {
    const startedMs = performance.now()
    await link.store(
      memberSubject(memberId),
      Buffer.from(JSON.stringify([...joined].map(({ name }) => name))),
      { untilMs: Date.now() + DEAD_MS / 2 },
    )
    const { messages, isWhole } = await read(MEMBERS, { multi_last: ['mmt.member.*'] })
    heardMs = startedMs
    if (!isWhole) return
    // Both times are the servers': how much older each heartbeat is than the newest of all.
    const newestMs = Math.max(...messages.map(({ storedAt }) => storedAt.getTime()))
    const fresh = messages.filter(({ storedAt }) => newestMs - storedAt.getTime() <= DEAD_MS)
    living = new Map(
      fresh.map(({ subject, body }) => [
        subject.split('.')[2]!,
        new Set(JSON.parse(Buffer.from(body).toString()) as string[]),
      ]),
    )
    for (const [id, names] of living) for (const name of names) seen.add(`${id} ${name}`)
  }
  const share = (each: Joined) => {
    const members = [...living]
      .filter(([, names]) => names.has(each.name))
      .map(([id]) => id)
      .sort()
    const index = members.indexOf(memberId)
    const wanted = new Set(
      index < 0 ? [] : ALL_PARTITIONS.filter((partition) => partition % members.length === index),
    )
    if (wanted.symmetricDifference(each.wanted).size === 0) return
    each.wanted = wanted
    each.changed()
  }
  const rebalancing = coalesce(
    async () => {
      await beat()
      for (const each of joined) share(each)
    },
    (error) => {
      steadySinceMs = performance.now()
      if (link.isConnected()) logger.warn({ err: error }, 'partitions could not be rebalanced')
    },
  )
  const rebalance = () => rebalancing.request()

  const timer = setInterval(() => {
    if (link.isConnected()) void rebalance()
  }, BEAT_MS)
  const forget = link.onReconnected(() => {
    steadySinceMs = performance.now()
    void rebalance()
  })
  const listening = link.connection.subscribe(CHANGED_MEMBERS, {
    callback: (error, message) => {
      if (!error && message.string() !== memberId) void rebalance()
    },
  })

  return {
    memberId,
    /** Whether the others have seen a recent heartbeat of this process. */
    isHeard: () => performance.now() - heardMs < UNHEARD_MS,
    /** Whether a process has left a group or died. After an interruption none has, until all had time for another heartbeat. */
    isGone(id: string, name: string): boolean {
      const pair = `${id} ${name}`
      const now = performance.now()
      if (living.get(id)?.has(name) || now - steadySinceMs < DEAD_MS) missedSinceMs.delete(pair)
      else if (!missedSinceMs.has(pair)) missedSinceMs.set(pair, now)
      const missedMs = now - (missedSinceMs.get(pair) ?? now)
      return missedSinceMs.has(pair) && (seen.has(pair) || missedMs > NEWCOMER_MS)
    },
    async join(name: string, changed: () => void) {
      const mine: Joined = { name, wanted: new Set(), changed }
      joined.add(mine)
      await rebalance()
      link.hint(CHANGED_MEMBERS, memberId)
      return {
        isWanted: (partition: number) => mine.wanted.has(partition),
        async leave() {
          joined.delete(mine)
          await rebalance()
          link.hint(CHANGED_MEMBERS, memberId)
        },
      }
    },
    async close() {
      clearInterval(timer)
      forget()
      listening.unsubscribe()
      await rebalancing.close()
      if (!link.isConnected()) return
      await unlessAway(link.manager.streams.purge(MEMBERS, { filter: memberSubject(memberId) })).catch(
        () => undefined,
      )
      link.hint(CHANGED_MEMBERS, memberId)
    },
  }
}
