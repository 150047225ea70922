import type { Socket } from 'node:net'
import type pg from 'pg'
import { afterAwake } from './after-awake.ts'

/** The server notices a host that went without a word after some ten seconds, and frees its locks and transactions. */
export const SERVER_KEEPALIVE =
  '-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3'

/** Opens a connection, or fails with ETIMEDOUT: a host that has vanished refuses nothing. */
export async function connectWithin(client: pg.Client, limitMs: number): Promise<void> {
  const stop = afterAwake(limitMs, () => streamOf(client).destroy(noAnswer(limitMs)))
  try {
    await client.connect()
  } finally {
    stop()
  }
}

export function noAnswer(afterMs: number): Error {
  return Object.assign(new Error(`no answer from the database after ${afterMs} ms`), { code: 'ETIMEDOUT' })
}

export function streamOf(client: pg.ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
