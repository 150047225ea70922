import { createRequire } from 'node:module'

interface RequestQueue {
  pending: unknown[]
  throttledUntil: number
  scheduleCheckPendingRequests(): void
}

/**
 * kafkajs 2.2.4 looks at the queue of every connection a thousand times a second, whether something waits in it or not: it asks
 * for a timer at a moment that is over (kafkajs #1704), and each timer sets the next. That was more than half of what an idle
 * process cost. What waits, or is held back by the broker, is looked after as before; the rest when it is pushed.
 * Reaches into the library: a test sees to it that it still does.
 */
export function quietenIdleConnections(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as {
    prototype: RequestQueue & { isQuiet?: boolean }
  }
  if (prototype.isQuiet) return
  const { scheduleCheckPendingRequests: schedule } = prototype
  prototype.isQuiet = true
  prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
  }
}
