import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type pg from 'pg'

// What `pg` and `pg-pool` keep to themselves and is needed here. A test fails when one of these parts moves.

interface ClientInternals {
  connection: EventEmitter & { stream: Socket }
  _activeQuery: unknown
  _sentQueryQueue: readonly unknown[]
}

interface PoolInternals {
  _clients: readonly pg.ClientBase[]
  _idle: readonly { client: pg.ClientBase }[]
  _remove(client: pg.ClientBase): void
}

const partsOf = (client: pg.ClientBase) => client as unknown as ClientInternals
const partsOfPool = (pool: pg.Pool) => pool as unknown as PoolInternals

export const streamOf = (client: pg.ClientBase): Socket => partsOf(client).connection.stream

/** Whether a statement was sent and its answer is not complete. */
export function awaitsAnswer(client: pg.ClientBase): boolean {
  const { _activeQuery, _sentQueryQueue } = partsOf(client)
  return Boolean(_activeQuery) || _sentQueryQueue.length > 0
}

/** Fails what a client has under way at once, before it reads what else has arrived. */
export function breakConnection(client: pg.ClientBase, error: Error): void {
  const { connection } = partsOf(client)
  connection.emit('error', error)
  connection.stream.destroy()
}

/** The clients of a pool, idle or not. */
export const clientsOf = (pool: pg.Pool): readonly pg.ClientBase[] => partsOfPool(pool)._clients

/** Takes a pool's idle clients out of it and closes them. */
export function discardIdle(pool: pg.Pool): void {
  const parts = partsOfPool(pool)
  for (const { client } of [...parts._idle]) {
    parts._remove(client)
    streamOf(client).destroy()
  }
}
