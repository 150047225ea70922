import type { Foreground } from '@mymacrotracker/telemetry'
import { createGiveWay } from '../give-way.ts'

/** After a turn there may be more at once, or nothing until woken, or nothing may happen for a while, woken or not. */
export type TurnOutcome = 'more' | 'idle' | { retryAfterMs: number }

interface TurnsOptions {
  places: readonly number[]
  /** Never called for a place while an earlier turn of it runs. Must not throw. */
  turn(place: number): Promise<TurnOutcome>
  /** When given, turns take at most a fifth of the time while it is busy. */
  foreground?: Foreground
}

/** Places whose turn runs at once. Each takes a connection of its service's pool of 6. */
const CONCURRENCY = 2
/** A hint may be lost: every place has a turn at least so often. */
const SWEEP_MS = 20_000

interface Place {
  id: number
  dueMs: number
  notBeforeMs: number
  isRunning: boolean
}

/** Gives each place its turns: whoever has waited longest first, two at once. */
export function startTurns({ places, turn, foreground }: TurnsOptions) {
  const all = places.map((id): Place => ({ id, dueMs: 0, notBeforeMs: 0, isRunning: false }))
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isStopping = false
  const giveWay = foreground ? createGiveWay(foreground) : undefined
  const run = async (place: Place) => {
    const startedMs = performance.now()
    place.isRunning = true
    // Whoever wakes it from here on means another turn.
    place.dueMs = Infinity
    const outcome = await turn(place.id)
    const now = performance.now()
    if (typeof outcome === 'object') place.dueMs = place.notBeforeMs = now + outcome.retryAfterMs
    else place.dueMs = Math.min(place.dueMs, outcome === 'more' ? now : now + SWEEP_MS)
    if (outcome === 'more' && !isStopping) await giveWay?.(now - startedMs)
    place.isRunning = false
  }
  const startOf = ({ dueMs, notBeforeMs }: Place) => Math.max(dueMs, notBeforeMs)
  const pump = () => {
    clearTimeout(timer)
    while (!isStopping && running.size < CONCURRENCY) {
      const next = all
        .filter(({ isRunning }) => !isRunning)
        .reduce<Place | undefined>(
          (first, each) => (first && startOf(first) <= startOf(each) ? first : each),
          undefined,
        )
      if (!next) return
      const waitMs = startOf(next) - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(pump, waitMs)
        return
      }
      const turning = run(next)
      running.add(turning)
      void turning.finally(() => {
        running.delete(turning)
        pump()
      })
    }
  }

  pump()
  return {
    wake(places?: readonly number[]) {
      const now = performance.now()
      for (const place of all)
        if (!places || places.includes(place.id)) place.dueMs = Math.min(place.dueMs, now)
      pump()
    },
    /** Resolves when the turns that run have ended. */
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
