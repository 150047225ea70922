import { createRequire } from 'node:module'
import type { Batch } from 'kafkajs'

// What kafkajs does without declaring it. test/library-internals.test.ts fails when it no longer does.

interface RequestQueue {
  pending: unknown[]
  throttledUntil: number
  scheduleCheckPendingRequests(): void
}

/**
 * kafkajs 2.2.4 checks the queue of every connection a thousand times a second, empty or not: it sets a timer for a moment that
 * has passed (kafkajs #1704), and each timer sets the next. That was more than half of what an idle process cost. Here it checks
 * only while something is pending or the broker throttles; anything else is sent when it is pushed.
 */
export function stopPollingIdleQueues(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as {
    prototype: RequestQueue & { isPatched?: boolean }
  }
  if (prototype.isPatched) return
  const { scheduleCheckPendingRequests: schedule } = prototype
  prototype.isPatched = true
  prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
  }
}

/** The offset a batch was fetched from; `firstOffset()` leaves out what compaction has removed before it. */
export function fetchedOffsetOf(batch: Batch): bigint {
  const { fetchedOffset } = batch as Batch & { fetchedOffset?: string | number }
  return BigInt(fetchedOffset ?? batch.firstOffset() ?? 0)
}
