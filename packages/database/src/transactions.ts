import { ResourceExhaustedError, sqlStateOf } from '@mymacrotracker/errors'
import { throwIfCancelled } from '@mymacrotracker/concurrency'
import type pg from 'pg'
import { databaseFailure, isReadOnly, isUnavailable, suggestsAway } from './database-failure.ts'
import { discardIdle } from './library-internals.ts'
import type { Pool } from './pool.ts'
import { openTransaction, type Place } from './open-transaction.ts'
import { prismaWithin, type PrismaClientLike } from './prisma-within.ts'
import { readAnywhere, refuseWhileAway } from './read-anywhere.ts'
import type { Sql } from './sql.ts'
import { isUuid } from './uuid.ts'
import type { WriterSlots } from './writer-slots.ts'

interface Transactions<Stores> {
  asUser<T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T>
  asSystem<T>(work: (stores: Stores) => Promise<T>): Promise<T>
}

/**
 * The only way to a service's tables. Row-level security lets `asUser` see that user's rows alone; `asSystem` sees no
 * personal rows at all, only operational tables. Nothing starts for a call that was cancelled; what has started finishes.
 */
export interface Database<Stores> extends Transactions<Stores> {
  /**
   * Work that only reads. While the primary is away it runs on a standby, which may be some milliseconds behind, and it
   * may be begun on both: it must do nothing but read. A write in it fails.
   */
  readonly reading: Transactions<Stores>
  /** Gives back what Prisma holds in memory; the pool is its owner's. */
  close(): Promise<void>
}

/** One transaction. '' is nobody. */
type Transact<Stores> = <T>(place: Place, userId: string, work: (stores: Stores) => Promise<T>) => Promise<T>

interface TransactionsOptions<Stores, Prisma extends object> {
  pool: Pool
  /** The service's Prisma client, its adapter over the pool that is passed. */
  prisma?(connections: pg.Pool): PrismaClientLike<Prisma>
  /** A transaction's stores. What they do with `sql` and with `prisma` is one transaction on one connection. */
  storesOf(sql: Sql, prisma: Prisma): Stores
}

/** Callers who may wait for a connection at a time; one more is refused at once. */
const MAX_WAITING = 200
const NO_USER = ''

/** A service's database: `pg` with prepared statements for the hot paths, and Prisma, begun at its first use, for the rest. */
export function transactions<Stores, Prisma extends object = never>({
  pool,
  prisma,
  storesOf,
}: TransactionsOptions<Stores, Prisma>): Database<Stores> {
  const within = prisma && prismaWithin(prisma)
  const transact: Transact<Stores> = async (place, userId, work) => {
    const transaction = await openTransaction(place, userId)
    const session = within?.sessionIn(transaction)
    try {
      // Nobody's work writes to tables without row-level security.
      if (userId === NO_USER && !place.readOnly) await transaction.sql.begun()
      const result = await work(storesOf(transaction.sql, session?.models as Prisma))
      await session?.close()
      await transaction.commit()
      transaction.committed()
      return result
    } catch (error) {
      const cause = await transaction.rollback(error)
      await session?.close().catch(() => undefined)
      throw cause
    }
  }
  return { ...databaseOver(pool, transact), close: async () => within?.close() }
}

/** Who may begin, where, and what a failure is called. */
function databaseOver<Stores>(pool: Pool, transact: Transact<Stores>): Omit<Database<Stores>, 'close'> {
  const doubt = (failed: pg.Pool) => (failed === pool ? pool.primary.suspect() : discardIdle(failed))
  const attempt: Transact<Stores> = async (place, userId, work) => {
    admit(place.pool)
    try {
      return await transact(place, userId, work)
    } catch (error) {
      if (place.readOnly && isReadOnly(error))
        throw new Error('work that only reads tried to write', { cause: error })
      if (suggestsAway(error)) doubt(place.pool)
      throw databaseFailure(error)
    }
  }
  const write = async <T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T> => {
    if (pool.primary.state !== 'there') await refuseWhileAway(pool)
    return withSlot(pool.writers, async () => {
      // It may have gone away meanwhile.
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

async function withSlot<T>(writers: WriterSlots | undefined, write: () => Promise<T>): Promise<T> {
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
