import type { Gauge } from 'prom-client'
import { createRetryBudget, type RetryBudget } from '@mymacrotracker/concurrency'
import type { Metrics } from '@mymacrotracker/telemetry'
import pg from 'pg'
import { SERVER_KEEPALIVE } from './connect-within.ts'
import { clientsOf, discardIdle, streamOf } from './library-internals.ts'
import { watchPrimary, type PrimaryWatch } from './primary-watch.ts'
import { closeStalled } from './stalled-connections.ts'
import { refuseUnconfirmedCommits } from './unconfirmed-commit.ts'
import { createWriterSlots, type WriterSlots } from './writer-slots.ts'

/** Connections of one service's own role to the primary, and to a standby where there is one. */
export interface Pool extends pg.Pool {
  readonly primary: PrimaryWatch
  readonly standby: pg.Pool | undefined
  /** Only where there is a standby; otherwise writers are not limited. */
  readonly writers: WriterSlots | undefined
  /** Limits reads sent to the standby as well while the primary is slow. */
  readonly hedges: RetryBudget
}

export interface PoolSettings {
  url: string
  /** Where reads go while the primary is away; opened when first needed. */
  standbyUrl?: string | undefined
  /** First schema of the search path; the role can reach no other service's. */
  schema: string
  /** Connections for writing, and without a standby for reading too; seven modules must fit in Postgres' 100. */
  max?: number
  statementTimeoutMs?: number
  metrics?: Metrics | undefined
  onError?: (error: Error) => void
  /** Called when the primary is found to be away, and when it is back. */
  onAway?: (isAway: boolean) => void
}

const INT8 = 20
/** Reads sent twice: one in ten, and twenty at once for the moment in which a primary stops answering. */
const HEDGE_BUDGET = { share: 0.1, burst: 20 }

/** How long a caller waits for a connection before it fails as busy: less than a request's 3 s. */
export const ACQUIRE_TIMEOUT_MS = 2500
/** A statement that received nothing for this long makes the primary suspect. */
const DOUBT_MS = 1500
/** This long past the server's own limit no answer will come: the connection is closed. */
const STALLED_MS = 3000
/** How long a connection to a standby may take: the reader has waited for the primary already. */
const STANDBY_ACQUIRE_MS = 1000
/** How long an idle connection may take to prove that it works. */
const IDLE_ANSWER_MS = 1000
const MAX_CONNECTIONS = 6
const STATEMENT_TIMEOUT_MS = 2000
/** Extra connections that no writer takes, where commits wait for a standby: one for the relay, one for reads. */
const NOT_FOR_WRITERS = 2

/** A pool of one service's own role. int8 is read as bigint. */
export function createPool(settings: PoolSettings): Pool {
  const { url, standbyUrl, schema, max = MAX_CONNECTIONS, metrics, onError, onAway } = settings
  const pool = openPool({ ...settings, max: standbyUrl === undefined ? max : max + NOT_FOR_WRITERS })
  const standby =
    standbyUrl === undefined ? undefined : openPool({ ...settings, url: standbyUrl }, STANDBY_ACQUIRE_MS)
  const writers = standby && createWriterSlots({ most: max, waitMs: ACQUIRE_TIMEOUT_MS })
  const primary = watchPrimary({
    url,
    onSuspect: () => void closeDeadIdle(pool),
    onChange: (isAway) => {
      if (isAway) discardAll(pool)
      onAway?.(isAway)
    },
  })
  onBrokenConnection(pool, (error) => {
    onError?.(error)
    primary.suspect()
  })
  if (standby)
    onBrokenConnection(standby, (error) => {
      onError?.(error)
      discardIdle(standby)
    })
  pool.on('connect', refuseUnconfirmedCommits)
  const limitMs = (settings.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS) + STALLED_MS
  closeStalled(pool, { doubtMs: DOUBT_MS, limitMs, onDoubt: () => primary.suspect('slow') })
  if (standby)
    closeStalled(standby, { doubtMs: DOUBT_MS, limitMs, onDoubt: () => void closeDeadIdle(standby) })
  if (metrics) reportConnections(metrics, schema, pool)
  const endPrimary: () => Promise<void> = pool.end.bind(pool)
  return Object.assign(pool, {
    primary,
    standby,
    writers,
    hedges: createRetryBudget(HEDGE_BUDGET),
    async end() {
      primary.stop()
      await Promise.all([endPrimary(), standby?.end()])
    },
  }) as Pool
}

function openPool(
  { url, schema, max = MAX_CONNECTIONS, statementTimeoutMs = STATEMENT_TIMEOUT_MS }: PoolSettings,
  acquireMs = ACQUIRE_TIMEOUT_MS,
): pg.Pool {
  return new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: acquireMs,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
    application_name: `mymacrotracker-${schema}`,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 10_000,
    options: `-c search_path=${schema},public ${SERVER_KEEPALIVE}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 4000,
    pipeline: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format),
    },
  })
}

function onBrokenConnection(pool: pg.Pool, tell: (error: Error) => void): void {
  const unlessEnding = (error: Error) => {
    if (!pool.ending) tell(error)
  }
  pool.on('error', unlessEnding)
  // The pool listens to idle clients alone: a client that is at work when its connection breaks would end the process.
  pool.on('connect', (client) => client.on('error', unlessEnding))
}

/** Where one connection is dead the others usually are, and each would make a caller wait to find out. */
async function closeDeadIdle(pool: pg.Pool): Promise<void> {
  const question = { text: 'select pg_is_in_recovery() as standby', query_timeout: IDLE_ANSWER_MS }
  await Promise.all(
    Array.from({ length: pool.idleCount }, async () => {
      const client = await pool.connect().catch(() => undefined)
      await client?.query<{ standby: boolean }>(question).then(
        ({ rows }) => client.release(rows[0]!.standby),
        () => client.release(true),
      )
    }),
  )
}

/** Those who wait for an answer fail now: none will come. */
function discardAll(pool: pg.Pool): void {
  discardIdle(pool)
  for (const client of clientsOf(pool)) streamOf(client).destroy()
}

function reportConnections({ poolConnections }: Metrics, service: string, pool: pg.Pool): void {
  const gauge = poolConnections as Gauge & { collect?: () => void }
  const before = gauge.collect
  gauge.collect = () => {
    before?.call(gauge)
    poolConnections.set({ service, state: 'busy' }, pool.totalCount - pool.idleCount)
    poolConnections.set({ service, state: 'idle' }, pool.idleCount)
    poolConnections.set({ service, state: 'waiting' }, pool.waitingCount)
  }
}
