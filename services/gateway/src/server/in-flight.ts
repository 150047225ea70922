import { UnavailableError } from '@mymacrotracker/errors'
import type { Response } from 'express'
import type { Priority } from './route.ts'

const SHARE: Record<Priority, number> = { suggestion: 0.7, read: 0.85, account: 0.85, write: 1 }
/** Places of their own for what is slow by nature, in proportion to the places there are: a flood of it leaves the rest alone. */
const OWN_PLACES: Partial<Record<Priority, number>> = { account: 96, suggestion: 24 }
const RETRY_AFTER_MS = 1000

/** An answer that took longer says that more is asked than can be done, whatever is the cause. */
const SLOW_MS = 1000
/** Slow answers take so much of the places away, as often as this; a prompt one gives one back. One stall is one cut, however many waited. */
const SHRINK_EVERY_MS = 250
const SHRINK = 0.8
const LEAST_PLACES = 8

export interface InFlight {
  /** Throws OVERLOADED when there is no room for a request of this priority. */
  requireRoom(priority: Priority): void
  /** Takes a place until the response is closed. What it answers is to be called when there is an answer to send. */
  enter(priority: Priority, response: Response): () => void
}

/**
 * Bounds the requests that are worked on at once, so that what is accepted is answered in time. How many that may be is found
 * by additive increase and multiplicative decrease (Chiu and Jain 1989) on the time that answers take: without it a machine
 * that has fallen behind answers everybody too late, is asked again by all of them, and never catches up.
 */
export function createInFlight(max: number, tellPlaces: (places: number) => void = () => {}): InFlight {
  let count = 0
  let places = max
  let shrunkAt = -Infinity
  const own = { account: 0, suggestion: 0, read: 0, write: 0 }
  const learn = (enteredAt: number) => {
    const now = performance.now()
    if (now - enteredAt <= SLOW_MS) places = Math.min(max, places + 1)
    else if (now - shrunkAt >= SHRINK_EVERY_MS) {
      places = Math.max(Math.min(LEAST_PLACES, max), places * SHRINK)
      shrunkAt = now
    }
    tellPlaces(places)
  }
  tellPlaces(places)
  const requireRoom = (priority: Priority) => {
    if (
      count >= places * SHARE[priority] ||
      own[priority] >= ((OWN_PLACES[priority] ?? Infinity) * places) / max
    )
      throw new UnavailableError('OVERLOADED', 'too much to do at the moment; try again soon', {
        retryAfterMs: RETRY_AFTER_MS,
      })
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
      })
      // A phone that hangs up, or is slow to read, says nothing of this side.
      return () => {
        if (!OWN_PLACES[priority] && !response.destroyed) learn(enteredAt)
      }
    },
  }
}
