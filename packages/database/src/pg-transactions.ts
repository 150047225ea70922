import { cancellation } from '@mymacrotracker/concurrency'
import type { PoolClient, QueryResultRow } from 'pg'
import { streamOf } from './connect-within.ts'
import { isReadOnly } from './database-failure.ts'
import type { Pool } from './pool.ts'
import { databaseOver, sqlOf, type Database, type Sql, type Transact } from './transactions.ts'

/**
 * Transactions over `pg` with prepared statements, for the hot paths. Pipelined: the opening travels with the first
 * statement and what was kept for the end with the commit, so a write costs two round trips.
 */
export function pgTransactions<Stores>(pool: Pool, storesOf: (sql: Sql) => Stores): Database<Stores> {
  const transact: Transact<Stores> = async (place, userId, work) => {
    const client = await place.pool.connect()
    let opened: (() => Promise<unknown>) | undefined
    try {
      writeTogether(client)
      opened = settled(
        client.query(
          `begin${place.readOnly ? ' read only' : ''}; select set_config('app.user_id', '${userId}', true)`,
        ),
      )
      // Tables of a user are shut until the opening has said who it is; a consumer's inbox is not, so its work waits.
      if (!cancellation.getStore()) await opened()
      const last: (() => Promise<unknown>)[] = []
      const { sql, committed } = sqlOf({
        query: (text, params) => queryPrepared(client, text, params),
        atCommit: async (text, params) => {
          last.push(() => queryPrepared(client, text, params))
        },
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
      const first = await opened?.().then(
        () => undefined,
        (each: unknown) => each,
      )
      const broken = await client.query('rollback').then(
        () => false,
        () => true,
      )
      client.release(broken || isReadOnly(first ?? error))
      throw first ?? error
    }
  }
  return databaseOver(pool, transact)
}

/** What is sent in this tick leaves in one system call: on loopback a write costs as much as the rest of a statement. */
function writeTogether(client: PoolClient): void {
  const stream = streamOf(client)
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** A promise that may fail before anybody waits for it; calling the answer waits. */
function settled<T>(promise: Promise<T>): () => Promise<T> {
  promise.catch(() => undefined)
  return () => promise
}

async function queryPrepared<Row>(
  client: PoolClient,
  text: string,
  params: readonly unknown[],
): Promise<Row[]> {
  return (
    await client.query<Row & QueryResultRow>({ text, values: params as unknown[], name: statementName(text) })
  ).rows
}

const names = new Map<string, string>()

/** One name a text: node-postgres then prepares it once a connection. Texts are constants of the code, so there are few. */
function statementName(text: string): string {
  let name = names.get(text)
  if (!name) names.set(text, (name = `s${names.size}`))
  return name
}
