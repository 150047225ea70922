import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mymacrotracker/telemetry'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { Connect, Patience } from './connection.ts'

interface LoopOptions {
  connect: Connect
  /** Asked whenever a consumer begins. */
  groupId: () => string
  topic: string
  /** Zone of this process: it reads from the copy in the same one. */
  rack?: string
  logger: Logger
  /** Partitions handled at once. */
  concurrency: number
  /** Called at once whenever partitions are shared out anew, before anything of them is read. */
  onAssigned(partitions: readonly number[], consumer: Consumer): void
  /** Whatever it does not resolve comes again. */
  onBatch(payload: EachBatchPayload): Promise<void>
}

/** A member of a group that never gives up. */
interface ConsumerLoop {
  stop(): Promise<void>
}

/** A process that is gone loses its partitions after this; and one whose consumer had to begin anew waits for itself. */
const SESSION_MS = 8000
const HEARTBEAT_MS = 2000
/** Whoever takes longer over a batch while partitions are shared out is left out. */
const REBALANCE_MS = 30_000
/** How long a paused partition may stay unread after its pause, and a fetch without news lasts. */
const FETCH_WAIT_MS = 1000
/** So soon a reader notices that the copy next to it has gone: the library goes on asking a dead one until then. */
const METADATA_MS = 5000
/** Without a sign of life for so long a consumer is thrown away, whatever it believes. */
const SILENCE_MS = 45_000
/** Long enough for another coordinator and other leaders to be elected: a member that gives up comes back as another one. */
const READING: Patience = { requestTimeoutMs: 5000, retries: 16 }
const AGAIN_MS = 500
const MAX_AGAIN_MS = 2000
/** So many failures in a row are told as nothing special: a topic just made, a broker just gone. */
const USUAL_FAILURES = 2
/** What is being handled when a consumer stops is waited for so long. */
const STOP_LIMIT_MS = 15_000

export function startConsumerLoop(options: LoopOptions): ConsumerLoop {
  const { topic, logger } = options
  const stopped = Promise.withResolvers<undefined>()
  let isStopping = false
  const run = async () => {
    for (let failures = 0; !isStopping; failures++) {
      const startedAt = Date.now()
      const error = await consumeUntilItEnds(options, stopped.promise).catch((failed: unknown) => failed)
      if (isStopping) return
      if (Date.now() - startedAt > SILENCE_MS) failures = 0
      logger[failures < USUAL_FAILURES ? 'info' : 'warn'](
        { err: error, topic },
        'a consumer ended and is started again',
      )
      await Promise.race([
        sleep(Math.min(MAX_AGAIN_MS, AGAIN_MS * 2 ** Math.min(failures, 5))),
        stopped.promise,
      ])
    }
  }
  const running = run()
  return {
    async stop() {
      isStopping = true
      stopped.resolve(undefined)
      await running
    },
  }
}

/** Answers why a consumer ended: its own failure, its silence, or nothing when it was told to. */
async function consumeUntilItEnds(
  { connect, groupId, topic, rack, concurrency, onAssigned, onBatch }: LoopOptions,
  stopped: Promise<undefined>,
): Promise<unknown> {
  // The library restarts after some failures only, and keeps what it knew; so every restart is ours, from nothing.
  const { kafka, cut } = connect(READING)
  const consumer = kafka.consumer({
    groupId: groupId(),
    rackId: rack,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    rebalanceTimeout: REBALANCE_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    metadataMaxAge: METADATA_MS,
    allowAutoTopicCreation: false,
    retry: { retries: READING.retries, restartOnFailure: () => Promise.resolve(false) },
  })
  const ended = Promise.withResolvers<unknown>()
  let isOver = false
  let heardAtMs = Date.now()
  const alive = () => {
    heardAtMs = Date.now()
  }
  consumer.on(consumer.events.HEARTBEAT, alive)
  consumer.on(consumer.events.CRASH, ({ payload }) => ended.resolve(payload.error))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    alive()
    if (!isOver) onAssigned(payload.memberAssignment[topic] ?? [], consumer)
  })
  const watch = setInterval(() => {
    if (Date.now() - heardAtMs > SILENCE_MS)
      ended.resolve(new Error(`nothing was heard of it for ${SILENCE_MS} ms`))
  }, HEARTBEAT_MS)
  const beginning = begin()
  try {
    await Promise.race([stopped, ended.promise, beginning])
    return await Promise.race([stopped, ended.promise])
  } finally {
    isOver = true
    clearInterval(watch)
    // One that is still joining does not hear that it should leave.
    const leaving = beginning
      .catch(() => undefined)
      .then(() => consumer.disconnect())
      .catch(() => undefined)
    await Promise.race([leaving, sleep(STOP_LIMIT_MS, undefined, { ref: false })])
    cut()
  }

  async function begin(): Promise<void> {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: async (payload) => {
        if (!isOver) await onBatch(payload)
      },
    })
  }
}
