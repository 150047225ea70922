import { createRequire } from 'node:module'
import { afterEach, expect, test } from '@jest/globals'
import type { Batch as KafkaBatch } from 'kafkajs'
import { fetchedOffsetOf, stopPollingIdleQueues } from '../src/kafka/library-internals.ts'

interface Queue {
  pending: unknown[]
  throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  checkPendingRequests(): void
  destroy(): void
}

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as new (
  options: object,
) => Queue
const queue = () =>
  new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: 'none',
    logger: { debug() {} },
    isConnected: () => true,
  })
let made: Queue | undefined
afterEach(() => {
  clearTimeout(made?.throttleCheckTimeoutId ?? undefined)
})

test('an idle connection sets no timer, and one that the broker holds back does', () => {
  stopPollingIdleQueues()
  stopPollingIdleQueues()
  made = queue()
  made.checkPendingRequests()
  expect(made.throttleCheckTimeoutId).toBeNull()
  made.throttledUntil = Date.now() + 1000
  made.checkPendingRequests()
  expect(made.throttleCheckTimeoutId).not.toBeNull()
})

test('a batch keeps the offset it was fetched from, which compaction may have removed', () => {
  const Batch = createRequire(import.meta.url)('kafkajs/src/consumer/batch.js') as new (
    topic: string,
    fetchedOffset: string,
    data: object,
  ) => KafkaBatch
  const messages = [{ offset: '12' }]
  const batch = new Batch('topic', '7', { partition: 0, highWatermark: '13', messages })
  expect(batch.firstOffset()).toBe('12')
  expect(fetchedOffsetOf(batch)).toBe(7n)
})
