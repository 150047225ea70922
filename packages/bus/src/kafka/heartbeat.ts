const EVERY_MS = 1000

/** Tells the group that a member lives while it works on a batch, however long that takes. */
export function keepBeating(heartbeat: () => Promise<void>) {
  let failure: { error: unknown } | undefined
  const timer = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      failure ??= { error }
    })
  }, EVERY_MS)
  return {
    /** False once the group has asked its members to come together again, or has lost this one. */
    beats: () => failure === undefined,
    /** Throws what a heartbeat failed with: the library then does what is due. */
    check() {
      if (failure) throw failure.error
    },
    stop: () => clearInterval(timer),
  }
}
