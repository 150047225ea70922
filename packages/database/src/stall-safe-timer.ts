const TICK_MS = 100

/**
 * Calls `then` after this process has been running for `ms`, and returns how to cancel that. A pause of the process itself
 * does not count: the answer it waits for may have arrived meanwhile, and lie unread.
 */
export function stallSafeTimer(ms: number, then: () => void): () => void {
  let left = Math.ceil(ms / TICK_MS)
  const timer = setInterval(() => {
    left--
    if (left > 0) return
    clearInterval(timer)
    then()
  }, TICK_MS)
  return () => clearInterval(timer)
}
