import { startPollLoop } from '@mymacrotracker/concurrency'
import type { DirectConnection } from '@mymacrotracker/database'
import type { LoadGauge, Logger } from '@mymacrotracker/telemetry'
import type { DeliveredMessage, PartitionOutcome, Subscription } from '../bus.ts'
import { createThrottle } from '../throttle.ts'

/** Channel on which publishers announce the topic they have written to. */
export const WAKE_CHANNEL = 'mymacrotracker_bus'

interface ReaderOptions {
  topic: string
  direct: DirectConnection
  logger: Logger
  pollMs: number
  /** When given, reading takes at most a fifth of the time while it is busy. */
  loadGauge?: LoadGauge
  /** Reads the next messages, leaving out paused partitions. */
  read(paused: ReadonlySet<number>): Promise<DeliveredMessage[]>
  handle(partition: number, messages: readonly DeliveredMessage[]): Promise<PartitionOutcome>
  stopped(): Promise<void>
}

/** Partitions of one subscription handled in parallel. Each takes a connection of its service's pool of 6. */
const CONCURRENCY = 2
/** How long a partition pauses after even parking failed. */
const PAUSE_MS = 2000

/** Reads a topic until stopped: at once when a publisher notifies it, every `pollMs` anyway, and without a pause while there is more. */
export async function startReader(options: ReaderOptions): Promise<Subscription> {
  const { topic, direct, logger, pollMs } = options
  const paused = new Map<number, number>()
  let isStopping = false
  const throttle = options.loadGauge ? createThrottle(options.loadGauge) : undefined

  const round = async (): Promise<boolean> => {
    const startedAt = performance.now()
    const now = Date.now()
    for (const [partition, until] of paused) if (until <= now) paused.delete(partition)
    const messages = await options.read(new Set(paused.keys()))
    const batches = [...Map.groupBy(messages, ({ partition }) => partition)]
    const worker = async () => {
      for (let each = batches.shift(); each && !isStopping; each = batches.shift()) {
        const next = each
        const outcome = await options.handle(next[0], next[1]).catch((error: unknown): PartitionOutcome => {
          logger.warn(
            { err: error, topic, partition: next[0] },
            'a partition could not be handled and pauses',
          )
          return { done: false, retryAfterMs: PAUSE_MS }
        })
        if (!outcome.done) paused.set(next[0], Date.now() + outcome.retryAfterMs)
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, worker))
    const more = messages.length > 0
    if (more && !isStopping) await throttle?.(performance.now() - startedAt)
    return more
  }
  let wake = () => {}
  const unlisten = await direct.listen(WAKE_CHANNEL, (woken) => {
    if (woken === topic) wake()
  })
  const loop = startPollLoop({
    round,
    restMs: () => Math.min(pollMs, ...[...paused.values()].map((until) => Math.max(1, until - Date.now()))),
    onError: (error) => logger.warn({ err: error, topic }, 'the bus could not be read'),
  })
  wake = loop.wake
  return {
    async stop() {
      isStopping = true
      unlisten()
      await loop.stop()
      await options.stopped()
    },
  }
}
