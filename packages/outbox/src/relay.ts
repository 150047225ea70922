import { setTimeout as sleep } from 'node:timers/promises'
import { startPollLoop } from '@mymacrotracker/concurrency'
import type { DirectConnection } from '@mymacrotracker/database'
import type { LoadGauge } from '@mymacrotracker/telemetry'
import { reportBacklog } from './backlog.ts'
import { createBatchSender, type SendOptions } from './send-batch.ts'

/** Carries a service's outbox to the bus, in order per key. */
export interface Relay {
  /** A fact was appended; the service's other processes are notified too. */
  wake(): void
  /** Resolves when the outbox is empty, or after `limitMs`. */
  drain(limitMs: number): Promise<void>
  stop(): Promise<void>
}

interface RelayOptions extends SendOptions {
  direct: DirectConnection
  loadGauge: LoadGauge
}

/** One relay per shard, by a session lock. `outbox_append` spreads keys over as many. */
const SHARDS = [0, 1, 2, 3]
const POLL_MS = 1000
/** Commits within this time send one NOTIFY: one in each commit would make all commits queue for its lock. */
const NOTIFY_EVERY_MS = 25
/** Between rounds while people wait for answers: fewer, larger batches. */
const YIELD_MS = 100
const DRAIN_CHECK_MS = 10

export async function startRelay({ direct, loadGauge, ...options }: RelayOptions): Promise<Relay> {
  const { service, logger } = options
  const channel = `mymacrotracker_outbox_${service}`
  const lockOf = (shard: number) => `outbox/${service}/${shard}`
  const sender = createBatchSender(options)
  let isEmpty = false

  const round = async (): Promise<boolean> => {
    if (loadGauge.isBusy()) await sleep(YIELD_MS)
    const held = await Promise.all(SHARDS.map((shard) => direct.tryLock(lockOf(shard))))
    const shards = SHARDS.filter((_, at) => held[at])
    if (shards.length === 0) {
      isEmpty = true
      return false
    }
    isEmpty = false
    const outcome = await sender.sendNext(shards)
    isEmpty = outcome.isEmpty
    return outcome.sent
  }

  let wake = () => {}
  const unlisten = await direct.listen(channel, () => wake())
  const loop = startPollLoop({
    round,
    restMs: () => POLL_MS,
    onError: (error) => logger.warn({ err: error, service }, 'the outbox could not be relayed'),
  })
  wake = loop.wake
  const backlog = reportBacklog(service, options.pool, options.metrics)
  let notifyTimer: NodeJS.Timeout | undefined
  return {
    wake() {
      isEmpty = false
      loop.wake()
      notifyTimer ??= setTimeout(() => {
        notifyTimer = undefined
        direct.notify(channel, '')
      }, NOTIFY_EVERY_MS)
    },
    async drain(limitMs) {
      for (const startedAt = Date.now(); !isEmpty && Date.now() - startedAt < limitMs;) {
        loop.wake()
        await sleep(DRAIN_CHECK_MS)
      }
    },
    async stop() {
      backlog.stop()
      clearTimeout(notifyTimer)
      unlisten()
      await loop.stop()
      for (const shard of SHARDS) await direct.unlock(lockOf(shard))
    },
  }
}
