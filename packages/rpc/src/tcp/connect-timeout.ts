import type { experimental } from '@grpc/grpc-js'

/** An attempt to connect ends after so long: Linux alone would try a silent address for two minutes, and miss its return. */
const DIAL_MS = 4_000

/** Attempts under way. One table a process: clients of one address share their connection, and any of them may see it succeed. */
const timers = new Map<string, NodeJS.Timeout>()

/**
 * An address to which attempts to connect are bounded, TLS and HTTP/2 included, which grpc-js has no option for. It hands an
 * address as it is to net.connect, which takes a signal there and asks for it at each attempt. A test sees to it that this
 * stays so.
 */
export function bounded(
  key: string,
  address: experimental.SubchannelAddress,
): experimental.SubchannelAddress {
  return Object.defineProperty({ ...address }, 'signal', { get: () => dial(key), enumerable: true })
}

/** The attempt became a connection, which the signal must not end. */
export function succeeded(key: string): void {
  clearTimeout(timers.get(key))
  timers.delete(key)
}

function dial(key: string): AbortSignal {
  succeeded(key)
  const attempt = new AbortController()
  timers.set(
    key,
    setTimeout(() => {
      timers.delete(key)
      attempt.abort()
    }, DIAL_MS).unref(),
  )
  return attempt.signal
}
