import { ServiceError } from './service-error.ts'

// Transient: connection (08), resources (53), operator intervention (57), a primary that has become a standby, a transaction
// ended by the server, disk failures, and what a retry of the transaction resolves.
const TRANSIENT_SQLSTATE = /^(08|53|57)|^(25006|25P02|25P03|25P04|40001|40003|40P01|55P03|58030)$/
const TRANSIENT_CODE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EMFILE',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
])
/** Prisma's adapter's kinds of a socket failure, which has no SQLSTATE. */
const TRANSIENT_KIND = new Set(['ConnectionClosed', 'DatabaseNotReachable', 'SocketTimeout'])
const TRANSIENT_MESSAGE =
  /Connection terminated|not queryable|Client was closed|connection is closed|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after/i
const MAX_DEPTH = 6

/** States in which the server answers no statement at all, not just this one. */
const AWAY_SQLSTATE = /^(08|57P0[123])/

interface Failure {
  code?: unknown
  message?: unknown
  kind?: unknown
  cause?: unknown
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; kind?: unknown } } }
}

/** Whether a failed consumer or job may succeed later (`transient`) or never will as it stands (`poison`). */
export function classifyFailure(error: unknown): 'transient' | 'poison' {
  for (const each of chainOf(error)) {
    if (each instanceof ServiceError)
      return each.kind === 'unavailable' || each.kind === 'resource_exhausted' ? 'transient' : 'poison'
    if (typeof each.code === 'string' && TRANSIENT_CODE.has(each.code)) return 'transient'
    if (isLostConnection(each)) return 'transient'
  }
  const state = sqlStateOf(error)
  return state !== undefined && TRANSIENT_SQLSTATE.test(state) ? 'transient' : 'poison'
}

/** Whether the other side did not answer at all, so that any other work would have failed too. */
export function isAway(error: unknown): boolean {
  for (const each of chainOf(error)) {
    if (each instanceof ServiceError && each.kind === 'resource_exhausted') return true
    const { code }: Failure = each
    if (typeof code === 'string' && TRANSIENT_CODE.has(code) && !/^P20(28|34|37)$/.test(code)) return true
    if (isLostConnection(each)) return true
  }
  return AWAY_SQLSTATE.test(sqlStateOf(error) ?? '')
}

function isLostConnection({ message, kind, meta }: Failure): boolean {
  const lost = kind ?? meta?.driverAdapterError?.cause?.kind
  return (
    (typeof lost === 'string' && TRANSIENT_KIND.has(lost)) ||
    (typeof message === 'string' && TRANSIENT_MESSAGE.test(message))
  )
}

/** The SQLSTATE of a failed statement, from pg or wrapped by Prisma (P2010, P2039: in the adapter's cause). */
export function sqlStateOf(error: unknown): string | undefined {
  for (const { code, meta } of chainOf(error)) {
    const original = meta?.driverAdapterError?.cause?.originalCode
    if (typeof original === 'string') return original
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code)) return code
  }
  return undefined
}

function* chainOf(error: unknown): Generator<Failure> {
  for (
    let each = error as Failure | undefined | null, depth = 0;
    each !== undefined && each !== null && depth < MAX_DEPTH;
    depth++
  ) {
    yield each
    each = each.cause as Failure | undefined
  }
}
