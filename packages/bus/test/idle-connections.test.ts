import { createRequire } from 'node:module'
import { afterEach, expect, test } from '@jest/globals'
import { quietenIdleConnections } from '../src/kafka/idle-connections.ts'

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
  quietenIdleConnections()
  quietenIdleConnections()
  made = queue()
  made.checkPendingRequests()
  expect(made.throttleCheckTimeoutId).toBeNull()
  made.throttledUntil = Date.now() + 1000
  made.checkPendingRequests()
  expect(made.throttleCheckTimeoutId).not.toBeNull()
})
