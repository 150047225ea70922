import { UnavailableError } from '@mymacrotracker/errors'
import type { Response } from 'express'
import type { Priority } from './route.ts'

const SHARE: Record<Priority, number> = { suggestion: 0.7, read: 0.85, account: 0.85, write: 1 }
/** Places of their own for what is slow by nature: a flood of it fills these and leaves the rest alone. */
const OWN_PLACES: Partial<Record<Priority, number>> = { account: 96, suggestion: 24 }
const RETRY_AFTER_MS = 1000

/** An answer that took longer says that more is asked than can be done, whatever is the cause. */
const SLOW_MS = 1000
/** Each slow answer takes so much of the places away, each prompt one gives one back. */
const SHRINK = 0.8
const LEAST_PLACES = 8

export interface InFlight {
  /** Throws OVERLOADED when there is no room for a request of this priority. */
  requireRoom(priority: Priority): void
  /** Takes a place until the response is closed. */
  enter(priority: Priority, response: Response): void
}

/**
 * Bounds the requests that are worked on at once, so that what is accepted is answered in time. How many that may be is found
 * by additive increase and multiplicative decrease (Chiu and Jain 1989) on the time that answers take: without it a machine
 * that has fallen behind answers everybody too late, is asked again by all of them, and never catches up.
 */
export function createInFlight(max: number, tellPlaces: (places: number) => void = () => {}): InFlight {
  let count = 0
  let places = max
  const own = { account: 0, suggestion: 0, read: 0, write: 0 }
  const learn = (tookMs: number) => {
    places = tookMs > SLOW_MS ? Math.max(Math.min(LEAST_PLACES, max), places * SHRINK) : Math.min(max, places + 1)
    tellPlaces(places)
  }
  tellPlaces(places)
  const requireRoom = (priority: Priority) => {
    if (count >= places * SHARE[priority] || own[priority] >= (OWN_PLACES[priority] ?? Infinity)) throw new UnavailableError('OVERLOADED', 'too much to do at the moment; try again soon', { retryAfterMs: RETRY_AFTER_MS })
  }
  return {
    requireRoom,
    enter(priority, response) {
      requireRoom(priority)
      if (response.destroyed) throw new UnavailableError('CANCELLED', 'the phone hung up')
      const enteredAt = performance.now()
      count++
      own[priority]++
      response.once('close', () => {
        count--
        own[priority]--
        if (!OWN_PLACES[priority]) learn(performance.now() - enteredAt)
      })
    },
  }
}
