import type { LoadGauge } from '@mymacrotracker/telemetry'
import { createThrottle } from '../throttle.ts'

/** When a partition runs next: at once, when it is woken, or after a delay that waking does not shorten. */
export type RunOutcome = 'more' | 'idle' | { retryAfterMs: number }

interface SchedulerOptions {
  partitions: readonly number[]
  /** Never runs twice at once for the same partition. Must not throw. */
  run(partition: number): Promise<RunOutcome>
  /** When given, runs take at most a fifth of the time while it is busy. */
  loadGauge?: LoadGauge
}

/** Partitions that run at once. Each takes a connection of its service's pool of 6. */
const CONCURRENCY = 2
/** A hint may be lost, so every partition runs at least this often. */
const SWEEP_MS = 20_000

interface Slot {
  partition: number
  dueMs: number
  notBeforeMs: number
  isRunning: boolean
}

/** Runs each partition when it is due: the one that has waited longest first, two at once. */
export function startScheduler({ partitions, run, loadGauge }: SchedulerOptions) {
  const slots = partitions.map((partition): Slot => ({
    partition,
    dueMs: 0,
    notBeforeMs: 0,
    isRunning: false,
  }))
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isStopping = false
  const throttle = loadGauge ? createThrottle(loadGauge) : undefined
  const runSlot = async (slot: Slot) => {
    const startedMs = performance.now()
    slot.isRunning = true
    // A wake-up from here on asks for another run.
    slot.dueMs = Infinity
    const outcome = await run(slot.partition)
    const now = performance.now()
    if (typeof outcome === 'object') slot.dueMs = slot.notBeforeMs = now + outcome.retryAfterMs
    else slot.dueMs = Math.min(slot.dueMs, outcome === 'more' ? now : now + SWEEP_MS)
    if (outcome === 'more' && !isStopping) await throttle?.(now - startedMs)
    slot.isRunning = false
  }
  const startOf = ({ dueMs, notBeforeMs }: Slot) => Math.max(dueMs, notBeforeMs)
  const pump = () => {
    clearTimeout(timer)
    while (!isStopping && running.size < CONCURRENCY) {
      const next = slots
        .filter(({ isRunning }) => !isRunning)
        .reduce<Slot | undefined>(
          (first, each) => (first && startOf(first) <= startOf(each) ? first : each),
          undefined,
        )
      if (!next) return
      const waitMs = startOf(next) - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(pump, waitMs)
        return
      }
      const current = runSlot(next)
      running.add(current)
      void current.finally(() => {
        running.delete(current)
        pump()
      })
    }
  }

  pump()
  return {
    wake(woken?: readonly number[]) {
      const now = performance.now()
      for (const slot of slots)
        if (!woken || woken.includes(slot.partition)) slot.dueMs = Math.min(slot.dueMs, now)
      pump()
    },
    /** Resolves when everything that was running has finished. */
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
