import type { LoadGauge, Logger } from '@mymacrotracker/telemetry'
import type { BusDriver, Subscription } from '../bus.ts'
import { batchSize } from '../throttle.ts'
import { createLease } from './lease.ts'
import type { Cursors } from './cursors.ts'
import type { Link } from './link.ts'
import type { Membership } from './membership.ts'
import { ALL_PARTITIONS, changedGroup, tokenOf } from './names.ts'
import type { News } from './news.ts'
import type { ParkingLot } from './parking-lot.ts'
import type { TopicLog } from './topic-log.ts'
import { startScheduler, type RunOutcome } from './scheduler.ts'

interface ConsumerParts {
  link: Link
  log: TopicLog
  cursors: Cursors
  membership: Membership
  news: News
  lot: ParkingLot
  logger: Logger
  loadGauge: LoadGauge
}

/** How long a partition waits for the process that still holds it, or for this one to reconnect. */
const WAIT_MS = 300
/** A replica may lack what its leader has acknowledged: it is asked again this soon, for this long. */
const LATE_MS = 25
const LATE_LIMIT_MS = 2000
/** How long a partition pauses when the bus itself failed. */
const PAUSE_MS = 1000

/** Handles this process's share of a topic's partitions until stopped. */
export async function startConsumer(
  parts: ConsumerParts,
  { group, topic, onBatch, onRedriven }: Parameters<BusDriver['subscribe']>[0],
): Promise<Subscription> {
  const { link, log, cursors, membership, news, lot, logger, loadGauge } = parts
  const memberName = `${tokenOf(group)}.${tokenOf(topic)}`
  const lease = createLease({ group, topic, memberName, cursors, membership, log, logger })
  const expected = createExpected()
  await cursors.prepare(group, topic, await log.prepare(topic))

  const handle = async (partition: number): Promise<RunOutcome> => {
    if (!share.isWanted(partition)) {
      await lease.release(partition)
      return 'idle'
    }
    const holding = await lease.hold(partition)
    if (!holding) return { retryAfterMs: WAIT_MS }
    const { cursor, isFresh } = holding
    if (isFresh) await lot.redrive(group, topic, partition, onRedriven)
    const messages = await log.readAfter({
      topic,
      partition,
      after: cursor.after,
      limit: batchSize(loadGauge),
    })
    if (messages.length === 0)
      return expected.isBeyond(partition, cursor.after) ? { retryAfterMs: LATE_MS } : 'idle'
    const outcome = await onBatch(messages)
    if (!outcome.done) return { retryAfterMs: outcome.retryAfterMs }
    await lease.commit(partition, cursor, Number(messages.at(-1)!.offset))
    return 'more'
  }
  const run = async (partition: number): Promise<RunOutcome> => {
    if (!link.isConnected() || !membership.isHeard()) return { retryAfterMs: WAIT_MS }
    try {
      return await handle(partition)
    } catch (error) {
      if (link.isConnected())
        logger.warn({ err: error, group, topic, partition }, 'a partition could not be handled and pauses')
      return { retryAfterMs: PAUSE_MS }
    }
  }

  let wake = () => {}
  const share = await membership.join(memberName, () => wake())
  const scheduler = startScheduler({ partitions: ALL_PARTITIONS, run, loadGauge })
  wake = () => scheduler.wake()
  const endNews = news.listen(topic, (newest) => {
    for (const [partition, sequence] of newest ?? []) expected.add(partition, sequence)
    scheduler.wake(newest && [...newest.keys()])
  })
  const changes = link.connection.subscribe(changedGroup(group, topic), {
    callback: () => {
      lease.recheck()
      scheduler.wake()
    },
  })
  return {
    async stop() {
      endNews()
      changes.unsubscribe()
      await scheduler.stop()
      // What cannot be released now is taken over once this process is no longer a member of the group.
      if (link.isConnected())
        await Promise.allSettled(lease.partitions().map((partition) => lease.release(partition)))
      await share.leave()
    },
  }
}

/** Remembers for a while the newest sequence number that publishers announced, by partition. */
function createExpected() {
  const newest = new Map<number, { sequence: number; atMs: number }>()
  return {
    add(partition: number, sequence: number) {
      if (sequence > (newest.get(partition)?.sequence ?? 0))
        newest.set(partition, { sequence, atMs: performance.now() })
    },
    isBeyond(partition: number, after: number): boolean {
      const last = newest.get(partition)
      return last !== undefined && last.sequence > after && performance.now() - last.atMs < LATE_LIMIT_MS
    },
  }
}
