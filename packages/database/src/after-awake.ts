const TICK_MS = 100

/**
 * Calls `then` once this process has been awake for so long; answers how to stop it. Time in which the process itself was
 * held up is not counted against others: their answer may lie here unread.
 */
export function afterAwake(ms: number, then: () => void): () => void {
  let left = Math.ceil(ms / TICK_MS)
  const timer = setInterval(() => {
    left--
    if (left > 0) return
    clearInterval(timer)
    then()
  }, TICK_MS)
  return () => clearInterval(timer)
}
