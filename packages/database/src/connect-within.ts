import type pg from 'pg'
import { streamOf } from './library-internals.ts'
import { stallSafeTimer } from './stall-safe-timer.ts'

/** The server notices after some ten seconds that a host has vanished, and frees its locks and transactions. */
export const SERVER_KEEPALIVE =
  '-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3'

/** Opens a connection, or fails with ETIMEDOUT: a host that has vanished refuses nothing. */
export async function connectWithin(client: pg.Client, limitMs: number): Promise<void> {
  const stop = stallSafeTimer(limitMs, () => streamOf(client).destroy(noAnswer(limitMs)))
  try {
    await client.connect()
  } finally {
    stop()
  }
}

export function noAnswer(afterMs: number): Error {
  return Object.assign(new Error(`no answer from the database after ${afterMs} ms`), { code: 'ETIMEDOUT' })
}
