import type { Pool, PoolClient } from 'pg'
import { isReadOnly } from './database-failure.ts'
import { streamOf } from './library-internals.ts'
import { queryPrepared } from './prepared-statement.ts'
import type { Sql } from './sql.ts'

/** Where a transaction runs, and whether it may write. */
export interface Place {
  pool: Pool
  readOnly: boolean
}

/** A transaction that is open on a connection of its own. */
export interface OpenTransaction {
  client: PoolClient
  sql: Sql
  /** Throws once the transaction is ending: a statement sent later would run in whatever transaction comes next. */
  requireOpen(): void
  /** Commits and gives the connection back. */
  commit(): Promise<void>
  /** Runs what waits for the commit. */
  committed(): void
  /** Rolls back, gives the connection back, and returns what made the transaction fail. */
  rollback(error: unknown): Promise<unknown>
}

/**
 * Begins a transaction without waiting for it: the opening travels with the first statement and what was kept for the end
 * with the commit, so a write costs two round trips.
 */
export async function openTransaction({ pool, readOnly }: Place, userId: string): Promise<OpenTransaction> {
  const client = await pool.connect()
  writeTogether(client)
  const opening = settled(
    client.query(`begin${readOnly ? ' read only' : ''}; select set_config('app.user_id', '${userId}', true)`),
  )
  const last: (() => Promise<unknown>)[] = []
  const afterwards: (() => void)[] = []
  let isEnding = false

  const requireOpen = () => {
    if (isEnding) throw new Error('the transaction has ended: one of its statements was not awaited')
  }
  const run = async <Row>(text: string, params: readonly unknown[] = []) => {
    requireOpen()
    return queryPrepared<Row>(client, text, params)
  }
  const sql: Sql = Object.assign(run, {
    begun: async () => {
      await opening()
    },
    atCommit: async (text: string, params: readonly unknown[]) => {
      requireOpen()
      last.push(() => queryPrepared(client, text, params))
    },
    afterCommit: (work: () => void) => {
      afterwards.push(work)
    },
  })
  return {
    client,
    sql,
    requireOpen,
    async commit() {
      // Costs a round trip only when no statement has been answered yet.
      await opening()
      isEnding = true
      writeTogether(client)
      const ended = last.map((statement) => settled(statement()))
      const commit = settled(client.query<never>('commit'))
      for (const each of ended) await each()
      if ((await commit()).command !== 'COMMIT') throw new Error('the transaction did not commit')
      client.release()
    },
    committed() {
      for (const work of afterwards) work()
    },
    async rollback(error) {
      isEnding = true
      const cause = (await failureOf(opening())) ?? error
      const broken = (await failureOf(client.query('rollback'))) !== undefined
      client.release(broken || isReadOnly(cause))
      return cause
    },
  }
}

/** What is sent in this tick leaves in one system call: on loopback a write costs as much as the rest of a statement. */
function writeTogether(client: PoolClient): void {
  const stream = streamOf(client)
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** Keeps a promise that may fail before anybody awaits it. */
function settled<T>(promise: Promise<T>): () => Promise<T> {
  promise.catch(() => undefined)
  return () => promise
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )
