interface PollLoop {
  /** Starts the next round at once; during a round, right after it. */
  wake(): void
  /** Resolves when the current round is done. */
  stop(): Promise<void>
}

interface PollLoopOptions {
  /** Does what there is to do. Returns whether there may be more, which is then fetched without a rest. */
  round(): Promise<boolean>
  /** Longest rest between rounds, in ms; asked for before each rest. */
  restMs(): number
  /** A failed round is followed by a rest. Not called for a round that fails while the loop stops. */
  onError(error: unknown): void
}

/** Runs rounds until stopped: at once when woken, after a rest anyway. */
export function startPollLoop({ round, restMs, onError }: PollLoopOptions): PollLoop {
  let isAwake = true
  let isStopping = false
  let endRest = () => {}
  const wake = () => {
    isAwake = true
    endRest()
  }
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs())
      endRest = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    while (!isStopping) {
      isAwake = false
      const more = await round().catch((error: unknown) => {
        if (!isStopping) onError(error)
        return false
      })
      if (!more && !isAwake && !isStopping) await rest()
    }
  }
  const running = run()
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await running
    },
  }
}
