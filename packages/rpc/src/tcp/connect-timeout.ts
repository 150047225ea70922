import type { experimental } from '@grpc/grpc-js'
import { withConnectSignal } from '../library-internals.ts'

/** An attempt to connect is given up after this. Linux alone would keep trying a dead address for two minutes, and miss its return. */
const CONNECT_TIMEOUT_MS = 4_000

/** Attempts under way, by address; one table for the process, as clients of one address share their connection. */
const timers = new Map<string, NodeJS.Timeout>()

/** An address whose attempts to connect time out, TLS and HTTP/2 included; grpc-js has no option for it. */
export function withConnectTimeout(
  key: string,
  address: experimental.SubchannelAddress,
): experimental.SubchannelAddress {
  return withConnectSignal(address, () => startAttempt(key))
}

/** The attempt became a connection, which must not be aborted. */
export function connected(key: string): void {
  clearTimeout(timers.get(key))
  timers.delete(key)
}

function startAttempt(key: string): AbortSignal {
  connected(key)
  const attempt = new AbortController()
  timers.set(
    key,
    setTimeout(() => {
      timers.delete(key)
      attempt.abort()
    }, CONNECT_TIMEOUT_MS).unref(),
  )
  return attempt.signal
}
