import type { Gauge } from 'prom-client'
import type { Metrics } from '@mymacrotracker/telemetry'
import pg from 'pg'

export type Pool = pg.Pool

export interface PoolSettings {
  url: string
  /** First schema of the search path; the role can reach no other service's. */
  schema: string
  /** Connections; seven modules must fit in Postgres' 100. */
  max?: number
  statementTimeoutMs?: number
  metrics?: Metrics | undefined
  onError?: (error: Error) => void
}

const INT8 = 20

/** How long a caller waits for a connection before it hears that the database is busy: less than a request's 3 s. */
export const ACQUIRE_TIMEOUT_MS = 2500

/** A pool of one service's own role. int8 is read as bigint. */
export function createPool({ url, schema, max = 6, statementTimeoutMs = 2000, metrics, onError }: PoolSettings): Pool {
  const pool = new pg.Pool({
    connectionString: url, max, connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS, idleTimeoutMillis: 60_000, allowExitOnIdle: true,
    application_name: `mymacrotracker-${schema}`, statement_timeout: statementTimeoutMs, idle_in_transaction_session_timeout: 10_000,
    options: `-c search_path=${schema},public`, keepAlive: true, pipeline: true,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => oid === INT8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format) },
  })
  const tell = (error: Error) => { if (!pool.ending) onError?.(error) }
  pool.on('error', tell)
  // The pool listens to idle clients alone: a client that is at work when its connection breaks would end the process.
  pool.on('connect', (client) => client.on('error', tell))
  if (metrics) reportConnections(metrics, schema, pool)
  return pool
}

function reportConnections({ poolConnections }: Metrics, service: string, pool: Pool): void {
  const gauge = poolConnections as Gauge & { collect?: () => void }
  const before = gauge.collect
  gauge.collect = () => {
    before?.call(gauge)
    poolConnections.set({ service, state: 'busy' }, pool.totalCount - pool.idleCount)
    poolConnections.set({ service, state: 'idle' }, pool.idleCount)
    poolConnections.set({ service, state: 'waiting' }, pool.waitingCount)
  }
}
