import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadGauge } from '@mymacrotracker/telemetry'

/** Messages of a partition read and handled together. */
const BATCH = 100
const BATCH_WHILE_BUSY = 20
/** While people wait for answers, background work pauses for this many times as long as it took. */
const YIELD_FACTOR = 4
const MIN_YIELD_MS = 50
const MAX_YIELD_MS = 1000
/** Load that lasts longer is not a peak: reading then takes its share again, so that lag stays bounded. */
const MAX_PATIENCE_MS = 30_000

export const batchSize = (loadGauge: LoadGauge): number => (loadGauge.isBusy() ? BATCH_WHILE_BUSY : BATCH)

/** Pauses after a piece of background work while the process is busy. */
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
