import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadGauge } from '@mymacrotracker/telemetry'

/** Messages of a partition read and handled at once. */
const BATCH = 100
const BATCH_WHILE_BUSY = 20
/** Work that nobody waits for is followed by so many times its length while people wait. */
const YIELD_FACTOR = 4
const MIN_YIELD_MS = 50
const MAX_YIELD_MS = 1000
/** A rush that lasts longer is no rush: then reading takes its share again, so that lag stays bounded. */
const MAX_PATIENCE_MS = 30_000

export const batchSize = (loadGauge: LoadGauge): number => (loadGauge.isBusy() ? BATCH_WHILE_BUSY : BATCH)

/** Rests after a piece of background work, as long as it should for the people who wait. */
export function createThrottle(loadGauge: LoadGauge): (tookMs: number) => Promise<void> {
  let busySinceMs: number | undefined
  return async (tookMs) => {
    if (!loadGauge.isBusy()) {
      busySinceMs = undefined
      return
    }
    busySinceMs ??= Date.now()
    if (Date.now() - busySinceMs < MAX_PATIENCE_MS)
      await sleep(Math.min(MAX_YIELD_MS, Math.max(MIN_YIELD_MS, YIELD_FACTOR * tookMs)))
  }
}
