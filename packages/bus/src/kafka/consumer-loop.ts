import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mymacrotracker/telemetry'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { Connect, Patience } from './connection.ts'

interface LoopOptions {
  connect: Connect
  /** Called for each consumer that starts. */
  groupId: () => string
  topic: string
  /** Zone of this process, which reads from the replica in the same zone. */
  rack?: string
  logger: Logger
  /** Partitions handled in parallel. */
  concurrency: number
  /** Called after each rebalance, before anything is read. */
  onAssigned(partitions: readonly number[], consumer: Consumer): void
  /** Messages it does not resolve are delivered again. */
  onBatch(payload: EachBatchPayload): Promise<void>
}

/** A member of a group that restarts its consumer for as long as it runs. */
interface ConsumerLoop {
  stop(): Promise<void>
}

/** A dead process loses its partitions after this; a consumer that was restarted waits as long for its former self. */
const SESSION_MS = 8000
const HEARTBEAT_MS = 2000
/** A member that takes longer over a batch during a rebalance is left out. */
const REBALANCE_MS = 30_000
/** How long a fetch without new messages lasts, and so how late a paused partition may resume. */
const FETCH_WAIT_MS = 1000
/** How soon a reader notices that its nearest replica is gone; until then the library keeps asking it. */
const METADATA_MS = 5000
/** A consumer without a heartbeat for this long is replaced, whatever state it reports. */
const STALLED_MS = 45_000
/** Long enough for a new coordinator and new leaders to be elected: a member that gives up rejoins as a new one. */
const READING: Patience = { requestTimeoutMs: 5000, retries: 16 }
const RESTART_MS = 500
const MAX_RESTART_MS = 2000
/** Failures in a row that are logged as usual: a topic just created, a broker just stopped. */
const USUAL_FAILURES = 2
/** How long a stop waits for the batches under way. */
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
      if (Date.now() - startedAt > STALLED_MS) failures = 0
      logger[failures < USUAL_FAILURES ? 'info' : 'warn'](
        { err: error, topic },
        'a consumer ended and is restarted',
      )
      await Promise.race([
        sleep(Math.min(MAX_RESTART_MS, RESTART_MS * 2 ** Math.min(failures, 5))),
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

/** Resolves with why a consumer ended: its own failure, a missing heartbeat, or undefined after a stop. */
async function consumeUntilItEnds(
  { connect, groupId, topic, rack, concurrency, onAssigned, onBatch }: LoopOptions,
  stopped: Promise<undefined>,
): Promise<unknown> {
  // The library restarts only after some failures, and keeps its stale metadata; so every restart is ours, with a new client.
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
  let heartbeatAtMs = Date.now()
  const alive = () => {
    heartbeatAtMs = Date.now()
  }
  consumer.on(consumer.events.HEARTBEAT, alive)
  consumer.on(consumer.events.CRASH, ({ payload }) => ended.resolve(payload.error))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    alive()
    if (!isOver) onAssigned(payload.memberAssignment[topic] ?? [], consumer)
  })
  const watch = setInterval(() => {
    if (Date.now() - heartbeatAtMs > STALLED_MS) ended.resolve(new Error(`no heartbeat for ${STALLED_MS} ms`))
  }, HEARTBEAT_MS)
  const beginning = begin()
  try {
    await Promise.race([stopped, ended.promise, beginning])
    return await Promise.race([stopped, ended.promise])
  } finally {
    isOver = true
    clearInterval(watch)
    // A consumer that is still joining ignores a disconnect.
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
