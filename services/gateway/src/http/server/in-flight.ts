import { UnavailableError } from '@mymacrotracker/errors'
import type { Response } from 'express'
import type { Priority } from './route.ts'

const SHARE: Record<Priority, number> = { suggestion: 0.7, read: 0.85, account: 0.85, write: 1 }
/** Places of their own for what is slow by nature: a flood of it fills these and leaves the rest alone. */
const OWN_PLACES: Partial<Record<Priority, number>> = { account: 96, suggestion: 24 }
const RETRY_AFTER_MS = 1000

export interface InFlight {
  /** Throws OVERLOADED when there is no room for a request of this priority. */
  requireRoom(priority: Priority): void
  /** Takes a place until the response is closed. */
  enter(priority: Priority, response: Response): void
}

/** Bounds the requests that are worked on at once, so that what is accepted is answered in time. */
export function createInFlight(max: number): InFlight {
  let count = 0
  const own = { account: 0, suggestion: 0, read: 0, write: 0 }
  const requireRoom = (priority: Priority) => {
    if (count >= max * SHARE[priority] || own[priority] >= (OWN_PLACES[priority] ?? Infinity)) throw new UnavailableError('OVERLOADED', 'too much to do at the moment; try again soon', { retryAfterMs: RETRY_AFTER_MS })
  }
  return {
    requireRoom,
    enter(priority, response) {
      requireRoom(priority)
      if (response.destroyed) throw new UnavailableError('CANCELLED', 'the phone hung up')
      count++
      own[priority]++
      response.once('close', () => {
        count--
        own[priority]--
      })
    },
  }
}
