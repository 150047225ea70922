/** Runs one piece of work whenever it is requested, never twice at once. */
export interface Coalesced {
  /** Resolves when a run that began after this request has ended. Requests made during a run share the next one. */
  request(): Promise<void>
  /** Starts no further run; resolves when the current one has ended. */
  close(): Promise<void>
}

export function coalesce(work: () => Promise<void>, onError: (error: unknown) => void): Coalesced {
  let running: Promise<void> = Promise.resolve()
  let isRequested = false
  let isClosed = false
  const run = async () => {
    while (isRequested && !isClosed) {
      isRequested = false
      await work()
    }
  }
  return {
    request() {
      isRequested = true
      running = running.then(run).catch(onError)
      return running
    },
    async close() {
      isClosed = true
      await running
    },
  }
}
