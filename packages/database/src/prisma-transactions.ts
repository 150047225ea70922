import type pg from 'pg'
import { ACQUIRE_TIMEOUT_MS, type Pool } from './pool.ts'
import { databaseOver, sqlOf, type Database, type Sql, type Transact } from './transactions.ts'

/** A Prisma transaction, as much of it as is needed here. */
export interface PrismaTransactionLike {
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): Promise<T>
}

interface PrismaLike<Tx extends PrismaTransactionLike> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>
  $disconnect(): Promise<void>
}

interface PrismaOptions<Tx extends PrismaTransactionLike, Stores> {
  pool: Pool
  /** A client whose adapter takes these connections. */
  clientOn(pool: pg.Pool): PrismaLike<Tx>
  storesOf(tx: Tx, sql: Sql): Stores
}

/** Who is asking, and that nothing may be changed, in one statement: Prisma writes its BEGIN itself. */
const OPEN = `select set_config('app.user_id', $1, true)`
const OPEN_READ_ONLY = `${OPEN}, set_config('transaction_read_only', 'on', true)`

/** Transactions over Prisma, for everything ordinary. A standby's client is made when it is first needed. */
export function prismaTransactions<Tx extends PrismaTransactionLike, Stores>({
  pool,
  clientOn,
  storesOf,
}: PrismaOptions<Tx, Stores>): { db: Database<Stores>; close(): Promise<void> } {
  const clients = new Map<pg.Pool, PrismaLike<Tx>>([[pool, clientOn(pool)]])
  const clientOf = (each: pg.Pool) => clients.get(each) ?? clients.set(each, clientOn(each)).get(each)!

  const transact: Transact<Stores> = async (place, userId, work) => {
    let committed = () => {}
    const result = await clientOf(place.pool).$transaction(
      async (tx) => {
        const opened = sqlOf({
          query: (text, params) => tx.$queryRawUnsafe(text, ...params),
          atCommit: async (text, params) => {
            await tx.$queryRawUnsafe(text, ...params)
          },
        })
        committed = opened.committed
        await opened.sql(place.readOnly ? OPEN_READ_ONLY : OPEN, [userId])
        return work(storesOf(tx, opened.sql))
      },
      { maxWait: ACQUIRE_TIMEOUT_MS, timeout: 10_000 },
    )
    committed()
    return result
  }
  return {
    db: databaseOver(pool, transact),
    close: async () => {
      await Promise.all([...clients.values()].map((each) => each.$disconnect()))
    },
  }
}
