import { ResourceExhaustedError, sqlStateOf } from '@mymacrotracker/errors'
import { throwIfCancelled } from '@mymacrotracker/concurrency'
import type pg from 'pg'
import { databaseFailure, isReadOnly, isUnavailable, speaksOfPrimary } from './database-failure.ts'
import { discardIdle, type Pool } from './pool.ts'
import { readAnywhere, refuseWhileAway } from './read-anywhere.ts'
import { isUuid } from './uuid.ts'
import type { WriterSlots } from './writer-slots.ts'

/** Runs one statement in the open transaction and answers its rows. */
export interface Sql {
  <Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<Row[]>
  /** Runs a statement whose rows nobody needs, at the end: where it can, it travels together with the commit. */
  atCommit(text: string, params: readonly unknown[]): Promise<void>
  /** Runs `work` once the transaction has committed, and never when it does not. */
  afterCommit(work: () => void): void
}

interface Transactions<Stores> {
  asUser<T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T>
  asSystem<T>(work: (stores: Stores) => Promise<T>): Promise<T>
}

/**
 * The only way to a service's tables. Row-level security lets `asUser` see that user's rows alone; `asSystem` sees no
 * personal rows at all, only operational tables. Nothing starts for a call that was cancelled; what has started finishes.
 */
export interface Database<Stores, Readers = Stores> extends Transactions<Stores> {
  /**
   * Work that only reads. While the primary is away it runs on a standby, which may be some milliseconds behind, and it
   * may be begun on both: it must do nothing but read. A write in it fails.
   */
  readonly reading: Transactions<Readers>
}

/** Whose connections a transaction takes, and whether it may write. */
export interface Place {
  pool: pg.Pool
  readOnly: boolean
}

/** One transaction of a driver. '' is nobody. */
export type Transact<Stores> = <T>(
  place: Place,
  userId: string,
  work: (stores: Stores) => Promise<T>,
) => Promise<T>

/** Callers who may wait for a connection at once; one more is told so at once. */
const MAX_WAITING = 200
const NO_USER = ''

/** What every driver has in common: who may begin, where, and what a failure is called. */
export function databaseOver<Stores>(pool: Pool, transact: Transact<Stores>): Database<Stores> {
  const doubt = (failed: pg.Pool) => (failed === pool ? pool.primary.suspect() : discardIdle(failed))
  const attempt: Transact<Stores> = async (place, userId, work) => {
    admit(place.pool)
    try {
      return await transact(place, userId, work)
    } catch (error) {
      if (place.readOnly && isReadOnly(error))
        throw new Error('work that only reads tried to write', { cause: error })
      if (speaksOfPrimary(error)) doubt(place.pool)
      throw databaseFailure(error)
    }
  }
  const write = async <T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T> => {
    if (pool.primary.state !== 'there') await refuseWhileAway(pool)
    return inTurn(pool.writers, async () => {
      // It may have gone while this one waited for its turn.
      if (pool.primary.state !== 'there') await refuseWhileAway(pool)
      return attempt({ pool, readOnly: false }, userId, work)
    })
  }
  const read = <T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T> =>
    readAnywhere(pool, (on) => attempt({ pool: on, readOnly: true }, userId, work))
  return {
    asUser: async (userId, work) => write(checkedUser(userId), work),
    asSystem: (work) => write(NO_USER, work),
    reading: {
      asUser: async (userId, work) => read(checkedUser(userId), work),
      asSystem: (work) => read(NO_USER, work),
    },
  }
}

interface Driver {
  query<Row>(text: string, params: readonly unknown[]): Promise<Row[]>
  atCommit(text: string, params: readonly unknown[]): Promise<void>
}

export function sqlOf({ query, atCommit }: Driver): { sql: Sql; committed(): void } {
  const afterwards: (() => void)[] = []
  const run = <Row>(text: string, params: readonly unknown[] = []) => query<Row>(text, params)
  return {
    sql: Object.assign(run, {
      atCommit,
      afterCommit: (work: () => void) => {
        afterwards.push(work)
      },
    }),
    committed: () => {
      for (const work of afterwards) work()
    },
  }
}

async function inTurn<T>(writers: WriterSlots | undefined, write: () => Promise<T>): Promise<T> {
  if (!writers) return write()
  if (writers.waitingCount >= MAX_WAITING) throw busy()
  await writers.take()
  let outcome: Parameters<WriterSlots['give']>[0] = 'failed'
  try {
    const result = await write()
    outcome = 'done'
    return result
  } catch (error) {
    if (isUnavailable(error) && sqlStateOf(error) === undefined) outcome = 'unanswered'
    throw error
  } finally {
    writers.give(outcome)
  }
}

function checkedUser(userId: string): string {
  if (!isUuid(userId)) throw new Error('asUser takes a UUID')
  return userId
}

function admit(pool: pg.Pool): void {
  throwIfCancelled()
  if (pool.waitingCount >= MAX_WAITING) throw busy()
}

const busy = () =>
  new ResourceExhaustedError('DATABASE_BUSY', 'too many requests wait for the database', {
    retryAfterMs: 500,
  })
