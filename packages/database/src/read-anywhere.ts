import { firstAnswer } from '@mymacrotracker/concurrency'
import type pg from 'pg'
import { isUnavailable, unavailable } from './database-failure.ts'
import type { Pool } from './pool.ts'
import { stallSafeTimer } from './stall-safe-timer.ts'

/** A part of the home screen has 800 ms: the standby needs what is left of it. */
const HEDGE_AFTER_MS = 400

/**
 * Reads from the primary, or from its standby while the primary cannot be reached. A read that is slow is hedged, as far as
 * the budget goes: it runs on the standby too, and the first answer counts.
 */
export async function readAnywhere<T>(pool: Pool, attempt: (on: pg.Pool) => Promise<T>): Promise<T> {
  const { primary, standby, hedges } = pool
  if (!standby) {
    if (primary.state !== 'there') await refuseWhileAway(pool)
    return attempt(pool)
  }
  if (primary.state !== 'there') return attempt(standby).catch(elsewhere(() => attempt(pool)))
  hedges.earn()
  const first = attempt(pool)
  if (await settlesWithin(first, HEDGE_AFTER_MS)) return first.catch(elsewhere(() => attempt(standby)))
  primary.suspect('slow')
  if (!hedges.spend()) return first.catch(elsewhere(() => attempt(standby)))
  return firstAnswer([first, attempt(standby)], (error) => !isUnavailable(error))
}

/** Waits for the verdict on a suspected primary, and fails at once while it is away. */
export async function refuseWhileAway({ primary }: Pool): Promise<void> {
  if (primary.state === 'suspected') await primary.verdict()
  if (primary.state === 'away') throw unavailable()
}

function elsewhere<T>(attempt: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (!isUnavailable(error)) throw error
    return attempt()
  }
}

function settlesWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = stallSafeTimer(limitMs, () => resolve(false))
    const settled = () => {
      stop()
      resolve(true)
    }
    promise.then(settled, settled)
  })
}
