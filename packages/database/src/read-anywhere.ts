import { firstAnswer } from '@mymacrotracker/concurrency'
import type pg from 'pg'
import { afterAwake } from './after-awake.ts'
import { isUnavailable, unavailable } from './database-failure.ts'
import type { Pool } from './pool.ts'

/** A part of the home screen has 800 ms: enough must be left for the standby to answer in. */
const PATIENCE_MS = 400

/** Reads from the primary; from its standby when it cannot be reached, and from whoever answers first when it is slow, while not too many are. */
export async function readAnywhere<T>(pool: Pool, attempt: (on: pg.Pool) => Promise<T>): Promise<T> {
  const { primary, standby, hedges } = pool
  if (!standby) {
    if (primary.state !== 'there') await refuseWhileAway(pool)
    return attempt(pool)
  }
  if (primary.state !== 'there') return attempt(standby).catch(elsewhere(() => attempt(pool)))
  hedges.earn()
  const first = attempt(pool)
  if (await settlesWithin(first, PATIENCE_MS)) return first.catch(elsewhere(() => attempt(standby)))
  primary.suspect('slow')
  if (!hedges.spend()) return first.catch(elsewhere(() => attempt(standby)))
  return firstAnswer([first, attempt(standby)], (error) => !isUnavailable(error))
}

/** Waits for the verdict on a primary that is suspected; without one, nobody waits for an answer that will not come. */
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
    const stop = afterAwake(limitMs, () => resolve(false))
    const settled = () => {
      stop()
      resolve(true)
    }
    promise.then(settled, settled)
  })
}
