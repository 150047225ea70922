import { unavailable } from './database-failure.ts'

/** Limits concurrent writers where commits wait for a standby: reads must find a connection while every writer waits. */
export interface WriterSlots {
  readonly waitingCount: number
  /** Rejects with DATABASE_UNAVAILABLE when no slot becomes free in time. */
  take(): Promise<void>
  /** "unanswered": whether it was committed is not known. From then on writers try one at a time, until one is done. */
  give(outcome: 'done' | 'failed' | 'unanswered'): void
}

export function createWriterSlots({ most, waitMs }: { most: number; waitMs: number }): WriterSlots {
  const waiting = new Set<() => void>()
  let limit = most
  let busy = 0

  const admit = () => {
    for (const enter of waiting) {
      if (busy >= limit) return
      waiting.delete(enter)
      busy++
      enter()
    }
  }
  return {
    get waitingCount() {
      return waiting.size
    },
    async take() {
      if (busy < limit) {
        busy++
        return
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.delete(enter)
          reject(unavailable())
        }, waitMs)
        waiting.add(enter)
      })
    },
    give(outcome) {
      busy--
      if (outcome === 'unanswered') limit = 1
      if (outcome === 'done') limit = most
      admit()
    },
  }
}
