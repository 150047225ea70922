import type { Logger } from '@mymacrotracker/telemetry'
import type { Cursors, KeptCursor } from './cursors.ts'
import type { Membership } from './membership.ts'
import type { TopicLog } from './topic-log.ts'

interface LeaseOptions {
  group: string
  topic: string
  memberName: string
  cursors: Cursors
  membership: Membership
  log: TopicLog
  logger: Logger
}

/** How often a held cursor is read again, in case a hint was lost. */
const CHECK_MS = 15_000

/**
 * The partitions of a group that this process holds, by their cursors. A process that has lost one without noticing can finish its
 * batch but not advance the cursor, and the new owner starts at the cursor. So two processes may handle the same messages for a
 * moment, each in order, and the inbox lets every message take effect once.
 */
export function createLease({ group, topic, memberName, cursors, membership, log, logger }: LeaseOptions) {
  const { memberId } = membership
  const held = new Map<number, KeptCursor & { checkedMs: number }>()
  /** Held, or perhaps held because the answer to a write was lost. */
  const perhapsHeld = new Set<number>()
  let doubtedMs = -Infinity
  const keyOf = (partition: number) => ({ group, topic, partition })
  const keep = (partition: number, cursor: KeptCursor, checkedMs: number) => {
    held.set(partition, { ...cursor, checkedMs })
    return cursor
  }
  const take = async (partition: number, made: string): Promise<KeptCursor | undefined> => {
    held.delete(partition)
    const nowMs = performance.now()
    const found = await cursors.get(group, topic, partition)
    const isMine = found.owner === memberId
    if (found.owner !== null && !isMine && !membership.isGone(found.owner, memberName)) {
      perhapsHeld.delete(partition)
      return undefined
    }
    if (isMine && found.made === made) return keep(partition, found, nowMs)
    if (found.owner !== null && !isMine)
      logger.info({ group, topic, partition }, 'a partition is taken over from a process that is gone')
    if (found.made !== '' && found.made !== made)
      logger.warn(
        { group, topic, partition },
        'the stream of the topic was created anew: read from its start',
      )
    perhapsHeld.add(partition)
    const taken = await cursors.write(
      keyOf(partition),
      { owner: memberId, after: found.made === made ? found.after : 0, made },
      found.revision,
    )
    return taken && keep(partition, taken, nowMs)
  }

  return {
    /** The cursor of a partition, taken if it is free. `isFresh`: it was just read. Undefined while another process holds it. */
    async hold(partition: number): Promise<{ cursor: KeptCursor; isFresh: boolean } | undefined> {
      const made = await log.prepare(topic)
      const known = held.get(partition)
      const trustedMs = Math.max(doubtedMs, performance.now() - CHECK_MS)
      if (known && known.made === made && known.checkedMs > trustedMs)
        return { cursor: known, isFresh: false }
      const taken = await take(partition, made)
      return taken && { cursor: taken, isFresh: true }
    },
    /** Advances the cursor. If it was moved or lost meanwhile it is read again before the next batch. */
    async commit(partition: number, { revision, owner, made }: KeptCursor, after: number): Promise<void> {
      const checkedMs = held.get(partition)?.checkedMs
      held.delete(partition)
      const written = await cursors.write(keyOf(partition), { owner, after, made }, revision)
      if (written && checkedMs !== undefined) keep(partition, written, checkedMs)
    },
    async release(partition: number): Promise<void> {
      if (!perhapsHeld.has(partition)) return
      held.delete(partition)
      const { revision, ...cursor } = await cursors.get(group, topic, partition)
      if (
        cursor.owner === memberId &&
        !(await cursors.write(keyOf(partition), { ...cursor, owner: null }, revision))
      )
        throw new Error('a cursor was moved while it was released')
      perhapsHeld.delete(partition)
    },
    /** Reads the cursors again before the next batch. */
    recheck(): void {
      doubtedMs = performance.now()
    },
    partitions: () => [...perhapsHeld],
  }
}
