/** Runs work of one key strictly in the order it was asked for, and work of different keys side by side. */
interface Lanes<Key> {
  /** Resolves or rejects as `work` does. */
  run<T>(key: Key, work: () => Promise<T>): Promise<T>
  /** Resolves when everything asked for so far has settled. */
  idle(): Promise<void>
}

/**
 * `failQueued`: when one piece of work fails, whatever is queued behind it in its lane fails with it, so that nothing overtakes
 * it. Without it a failure concerns only its own caller.
 */
export function createLanes<Key>({ failQueued = false }: { failQueued?: boolean } = {}): Lanes<Key> {
  const lanes = new Map<Key, Promise<unknown>>()
  return {
    run(key, work) {
      const before = lanes.get(key) ?? Promise.resolve()
      const mine = failQueued ? before.then(work) : before.then(work, work)
      lanes.set(key, mine)
      const leave = () => {
        if (lanes.get(key) === mine) lanes.delete(key)
      }
      mine.then(leave, leave)
      return mine
    },
    async idle() {
      await Promise.allSettled(lanes.values())
    },
  }
}
