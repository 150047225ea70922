import { ServiceError, UnavailableError, classifyFailure, isAway, sqlStateOf } from '@mymacrotracker/errors'

const QUERY_CANCELED = '57014'
const READ_ONLY = '25006'
const UNAVAILABLE = 'DATABASE_UNAVAILABLE'

/** A failure as callers see it. */
export function databaseFailure(error: unknown): unknown {
  if (error instanceof ServiceError) return error
  if (sqlStateOf(error) === QUERY_CANCELED)
    return new UnavailableError('DATABASE_TIMEOUT', 'the database took too long', { cause: error })
  if (classifyFailure(error) === 'transient') return unavailable(error)
  return error
}

export const unavailable = (cause?: unknown) =>
  new UnavailableError(UNAVAILABLE, 'the database is not available', { cause, retryAfterMs: 1000 })

/** Whether the same work may succeed on another server. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ServiceError && error.reason === UNAVAILABLE
}

/** Whether the server has become a standby: its connections are no longer of use for writing. */
export function isReadOnly(error: unknown): boolean {
  return sqlStateOf(error) === READ_ONLY
}

/** Whether a failure makes the primary suspect. A deadlock does not, and neither does a busy pool. */
export function suggestsAway(error: unknown): boolean {
  return !(error instanceof ServiceError) && !isBusyPool(error) && (isReadOnly(error) || isAway(error))
}

/** What node-postgres says when no connection became free in time. */
function isBusyPool(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.message.includes('timeout exceeded when trying to connect') || isBusyPool(error.cause))
  )
}
