import type { Writable } from 'node:stream'
import { ResourceExhaustedError, ServiceError, UnavailableError, classifyFailure, sqlStateOf } from '@mymacrotracker/errors'
import { callScope, throwIfCallEnded } from '@mymacrotracker/telemetry'
import type { PoolClient, QueryResultRow } from 'pg'
import { ACQUIRE_TIMEOUT_MS } from './pool.ts'
import type { Pool } from './pool.ts'
import { isUuid } from './uuid.ts'

/** Runs one statement in the open transaction and answers its rows. */
export interface Sql {
  <Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<Row[]>
  /** Runs a statement whose rows nobody needs, at the end: where it can, it travels together with the commit. */
  atCommit(text: string, params: readonly unknown[]): Promise<void>
  /** Runs `work` once the transaction has committed, and never when it does not. */
  afterCommit(work: () => void): void
}

/**
 * The only way to a service's tables. Row-level security lets `asUser` see that user's rows alone; `asSystem` sees no
 * personal rows at all, only operational tables. Nothing starts for a call that was cancelled; what has started finishes.
 */
export interface Database<Stores> {
  asUser<T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T>
  asSystem<T>(work: (stores: Stores) => Promise<T>): Promise<T>
}

/** Callers who may wait for a connection at once; one more is told so at once. */
const MAX_WAITING = 200
const NO_USER = ''

/**
 * Transactions over `pg` with prepared statements, for the hot paths. Pipelined: the opening travels with the first
 * statement and what was kept for the end with the commit, so a write costs two round trips.
 */
export function pgTransactions<Stores>(pool: Pool, storesOf: (sql: Sql) => Stores): Database<Stores> {
  const run = async <T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T> => {
    admit(pool)
    const client = await pool.connect().catch((error: unknown) => { throw databaseFailure(error) })
    let opened: (() => Promise<unknown>) | undefined
    try {
      writeTogether(client)
      opened = settled(client.query(`begin; select set_config('app.user_id', '${userId}', true)`))
      // Tables of a user are shut until the opening has said who it is; a consumer's inbox is not, so its work waits.
      if (!callScope.getStore()) await opened()
      const last: (() => Promise<unknown>)[] = []
      const { sql, committed } = sqlOf({
        query: (text, params) => queryPrepared(client, text, params),
        atCommit: async (text, params) => { last.push(() => queryPrepared(client, text, params)) },
      })
      const result = await work(storesOf(sql))
      writeTogether(client)
      const ended = last.map((statement) => settled(statement()))
      const commit = settled(client.query<never>('commit'))
      for (const each of [opened, ...ended]) await each()
      if ((await commit()).command !== 'COMMIT') throw new Error('the transaction did not commit')
      client.release()
      committed()
      return result
    } catch (error) {
      const first = await opened?.().then(() => undefined, (each: unknown) => each)
      const broken = await client.query('rollback').then(() => false, () => true)
      client.release(broken)
      throw databaseFailure(first ?? error)
    }
  }
  return { asUser: async (userId, work) => run(checkedUser(userId), work), asSystem: (work) => run(NO_USER, work) }
}

/** A Prisma transaction, as much of it as is needed here. */
export interface PrismaTransactionLike {
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): Promise<T>
}

interface PrismaLike<Tx extends PrismaTransactionLike> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>
}

/** Transactions over Prisma, for everything ordinary. `pool` is the one its adapter shares. */
export function prismaTransactions<Tx extends PrismaTransactionLike, Stores>(prisma: PrismaLike<Tx>, pool: Pool, storesOf: (tx: Tx, sql: Sql) => Stores): Database<Stores> {
  const run = async <T>(userId: string, work: (stores: Stores) => Promise<T>): Promise<T> => {
    admit(pool)
    try {
      let committed = () => {}
      const result = await prisma.$transaction(async (tx) => {
        const opened = sqlOf({ query: (text, params) => tx.$queryRawUnsafe(text, ...params), atCommit: async (text, params) => { await tx.$queryRawUnsafe(text, ...params) } })
        committed = opened.committed
        await opened.sql(`select set_config('app.user_id', $1, true)`, [userId])
        return work(storesOf(tx, opened.sql))
      }, { maxWait: ACQUIRE_TIMEOUT_MS, timeout: 10_000 })
      committed()
      return result
    } catch (error) {
      throw databaseFailure(error)
    }
  }
  return { asUser: async (userId, work) => run(checkedUser(userId), work), asSystem: (work) => run(NO_USER, work) }
}

interface Driver {
  query<Row>(text: string, params: readonly unknown[]): Promise<Row[]>
  atCommit(text: string, params: readonly unknown[]): Promise<void>
}

function sqlOf({ query, atCommit }: Driver): { sql: Sql; committed(): void } {
  const afterwards: (() => void)[] = []
  const run = <Row>(text: string, params: readonly unknown[] = []) => query<Row>(text, params)
  return {
    sql: Object.assign(run, { atCommit, afterCommit: (work: () => void) => { afterwards.push(work) } }),
    committed: () => { for (const work of afterwards) work() },
  }
}

/** What is sent in this tick leaves in one system call: on loopback a write costs as much as the rest of a statement. */
function writeTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** A promise that may fail before anybody waits for it; calling the answer waits. */
function settled<T>(promise: Promise<T>): () => Promise<T> {
  promise.catch(() => undefined)
  return () => promise
}

async function queryPrepared<Row>(client: PoolClient, text: string, params: readonly unknown[]): Promise<Row[]> {
  return (await client.query<Row & QueryResultRow>({ text, values: params as unknown[], name: statementName(text) })).rows
}

const names = new Map<string, string>()

/** One name a text: node-postgres then prepares it once a connection. Texts are constants of the code, so there are few. */
function statementName(text: string): string {
  let name = names.get(text)
  if (!name) names.set(text, name = `s${names.size}`)
  return name
}

function checkedUser(userId: string): string {
  if (!isUuid(userId)) throw new Error('asUser takes a UUID')
  return userId
}

function admit(pool: Pool): void {
  throwIfCallEnded()
  if (pool.waitingCount >= MAX_WAITING) throw new ResourceExhaustedError('DATABASE_BUSY', 'too many requests wait for the database', { retryAfterMs: 500 })
}

const QUERY_CANCELED = '57014'

function databaseFailure(error: unknown): unknown {
  if (error instanceof ServiceError) return error
  if (sqlStateOf(error) === QUERY_CANCELED) return new UnavailableError('DATABASE_TIMEOUT', 'the database took too long', { cause: error })
  if (classifyFailure(error) === 'transient') return new UnavailableError('DATABASE_UNAVAILABLE', 'the database is not available', { cause: error, retryAfterMs: 1000 })
  return error
}
