/** One thing at a time for each partition, in the order in which it was asked for. */
export function createPartitionLanes() {
  const lanes = new Map<number, Promise<void>>()
  return {
    async run(partition: number, work: () => Promise<void>): Promise<void> {
      const mine = (lanes.get(partition) ?? Promise.resolve()).then(work)
      lanes.set(
        partition,
        mine.catch(() => undefined),
      )
      return mine
    },
    /** Resolves when everything asked for until now is done. */
    async idle(): Promise<void> {
      await Promise.all(lanes.values())
    },
  }
}
