const EVERY_MS = 1000

/** Sends heartbeats while a batch is handled, however long that takes. */
export function keepBeating(heartbeat: () => Promise<void>) {
  let failure: { error: unknown } | undefined
  const timer = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      failure ??= { error }
    })
  }, EVERY_MS)
  return {
    /** False once the group rebalances, or has dropped this member. */
    beats: () => failure === undefined,
    /** Throws what a heartbeat failed with, for the library to act on. */
    check() {
      if (failure) throw failure.error
    },
    stop: () => clearInterval(timer),
  }
}
