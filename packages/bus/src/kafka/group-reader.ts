import { setTimeout as sleep } from 'node:timers/promises'
import { createLanes } from '@mymacrotracker/concurrency'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { PartitionOutcome, Subscription } from '../bus.ts'
import { batchSize, createThrottle } from '../throttle.ts'
import { dueOf, endOf } from './offsets.ts'
import { startConsumerLoop } from './consumer-loop.ts'
import { keepBeating } from './heartbeat.ts'
import { messageOf } from './records.ts'
import type { GroupReaderOptions, Assignment } from './assignment.ts'
import { runPendingCommands } from './pending-commands.ts'

/** Partitions of one subscription handled in parallel. Each takes a connection of its service's pool of 6. */
const CONCURRENCY = 2
/** How long a partition pauses after even parking failed. */
const PAUSE_MS = 2000
const RETRY_MS = 1000
/** A subscription that cannot read yet is returned after this, and keeps trying. */
const START_LIMIT_MS = 10_000

/** Reads a topic as a member of a group until stopped, whatever happens to brokers and connections. */
export async function startGroupReader(options: GroupReaderOptions): Promise<Subscription> {
  const { group, topic, administration, lot, logger, loadGauge } = options
  const lanes = createLanes<number>()
  const throttle = createThrottle(loadGauge)
  const begun = Promise.withResolvers<void>()
  let assignment: Assignment | undefined
  let isStopping = false
  const isCurrent = (mine: Assignment) => mine === assignment && !isStopping

  const prepare = async (mine: Assignment): Promise<boolean> => {
    while (isCurrent(mine)) {
      try {
        await readPositions(options, mine)
        await lot.catchUp(group, [...mine.partitions])
        begun.resolve()
        return isCurrent(mine)
      } catch (error) {
        logger.warn({ err: error, consumer: group }, 'partitions cannot be read yet')
        await sleep(RETRY_MS)
      }
    }
    return false
  }
  const onCommand = (partition: number) =>
    void lanes
      .run(partition, async () => {
        const mine = assignment
        if (!mine?.partitions.has(partition) || !(await mine.ready)) return
        await runPendingCommands(options, mine, partition)
      })
      .catch((error: unknown) => {
        logger.warn({ err: error, consumer: group, partition }, 'a pending command failed and is retried')
        setTimeout(() => {
          if (!isStopping) onCommand(partition)
        }, RETRY_MS)
      })

  const offer = async (messages: readonly KafkaMessage[], partition: number): Promise<PartitionOutcome> => {
    try {
      return await options.onBatch(messages.map((each) => messageOf(topic, partition, each)))
    } catch (error) {
      logger.warn({ err: error, topic, partition }, 'a partition could not be handled and pauses')
      return { done: false, retryAfterMs: PAUSE_MS }
    }
  }
  const handleBatch = async (
    { batch, resolveOffset, commitOffsetsIfNecessary, pause, isRunning, isStale }: EachBatchPayload,
    isOurs: () => boolean,
  ) => {
    const { partition } = batch
    const mine = assignment!
    if (!(await mine.ready) || !mine.partitions.has(partition)) return
    const goesOn = () => isCurrent(mine) && isRunning() && !isStale() && isOurs()
    const moveTo = async (next: bigint) => {
      // During a stop too: what was handled should not be delivered again.
      if (mine !== assignment || isStale()) return
      mine.positions.set(partition, next)
      resolveOffset(String(next - 1n))
      await commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset: String(next) }] }],
      })
    }
    const due = await dueOf({ administration, consumer: mine.consumer, positions: mine.positions, batch })
    while (due.length > 0 && goesOn()) {
      const startedAt = performance.now()
      const chunk = due.splice(0, batchSize(loadGauge))
      const outcome = await offer(chunk, partition)
      if (!outcome.done) {
        setTimeout(pause(), outcome.retryAfterMs)
        return
      }
      await moveTo(BigInt(chunk.at(-1)!.offset) + 1n)
      await throttle(performance.now() - startedAt)
    }
    // Compaction may have removed the last messages of a batch.
    if (due.length === 0 && goesOn() && endOf(batch) > mine.positions.get(partition)!)
      await moveTo(endOf(batch))
  }

  const unwatch = lot.watch(group, onCommand)
  const loop = startConsumerLoop({
    connect: options.connect,
    groupId: () => group,
    topic,
    rack: options.rack,
    logger,
    concurrency: CONCURRENCY,
    onAssigned(partitions, consumer) {
      const mine: Assignment = {
        consumer,
        partitions: new Set(partitions),
        positions: new Map(),
        ready: Promise.resolve(false),
      }
      assignment = mine
      mine.ready = prepare(mine)
      for (const partition of partitions) onCommand(partition)
    },
    async onBatch(payload) {
      const heart = keepBeating(payload.heartbeat)
      try {
        await lanes.run(payload.batch.partition, () => handleBatch(payload, heart.beats))
      } finally {
        heart.stop()
      }
      heart.check()
    },
  })
  await Promise.race([begun.promise, sleep(START_LIMIT_MS, undefined, { ref: false })])
  return {
    async stop() {
      isStopping = true
      unwatch()
      begun.resolve()
      await loop.stop()
      await lanes.idle()
    },
  }
}

/** The group's committed offsets. Where there is none it commits the topic's start, so that its lag can be reported. */
async function readPositions(
  { group, topic, administration }: GroupReaderOptions,
  { consumer, partitions, positions }: Assignment,
): Promise<void> {
  const committed = await administration.ask((admin) =>
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  )
  for (const { partition, offset } of committed[0]!.partitions)
    if (partitions.has(partition) && BigInt(offset) >= 0n) positions.set(partition, BigInt(offset))
  const fresh = [...partitions].filter((partition) => !positions.has(partition))
  if (fresh.length === 0) return
  const marks = await administration.watermarks(topic)
  const beginnings = fresh.map((partition) => ({ partition, low: marks.get(partition)!.low }))
  await consumer.commitOffsets(
    beginnings.map(({ partition, low }) => ({ topic, partition, offset: String(low) })),
  )
  for (const { partition, low } of beginnings) positions.set(partition, low)
}
