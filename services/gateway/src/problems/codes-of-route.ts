import { isAuthRoute, takesIdempotencyKey, type Route } from '../server/route.ts'
import { problemOf, type ProblemCode, type ProblemStatus } from './problem-codes.ts'

const ANY: readonly ProblemCode[] = [
  // Every route refuses query parameters that it does not know.
  'UNKNOWN_FIELD',
  'TEXT_INVALID',
  'INTERNAL',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'UNAVAILABLE',
  'UNIMPLEMENTED',
  'DATABASE_UNAVAILABLE',
  'DATABASE_TIMEOUT',
]
const INPUT: readonly ProblemCode[] = [
  'REQUIRED',
  'WRONG_TYPE',
  'NOT_ALLOWED',
  'NOT_TOGETHER',
  'OUT_OF_RANGE',
  'LENGTH',
  'FORMAT_INVALID',
  'DATE_INVALID',
  'INSTANT_INVALID',
  'ID_INVALID',
  'INVALID',
]
const PATH: readonly ProblemCode[] = ['PATH_MALFORMED']
const BODY: readonly ProblemCode[] = [
  'BODY_MALFORMED',
  'TOO_DEEP',
  'TOO_LARGE',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
]
const USER: readonly ProblemCode[] = [
  'TOKEN_REQUIRED',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SESSION_REVOKED',
  'SCOPE_MISSING',
  'RATE_LIMITED',
  'TOO_MANY_CALLS',
  'DATABASE_BUSY',
  'KEY_SET_UNAVAILABLE',
]
const AUTH: readonly ProblemCode[] = ['RATE_LIMITED', 'TOO_MANY_CALLS', 'DATABASE_BUSY']

/** Every code a route can answer with, by status. */
export function codesOfRoute(route: Route): ReadonlyMap<ProblemStatus, readonly ProblemCode[]> {
  const { access, params, query, body, takesIfMatch, problems = [] } = route
  const codes = new Set<ProblemCode>([
    ...ANY,
    ...(params || query || body ? INPUT : []),
    ...(params ? PATH : []),
    ...(body ? BODY : []),
    ...(access === 'user' ? USER : []),
    ...(isAuthRoute(route) ? AUTH : []),
    ...when<ProblemCode>(takesIdempotencyKey(route), 'REQUEST_IN_FLIGHT', 'IDEMPOTENCY_KEY_REUSED'),
    ...when<ProblemCode>(takesIfMatch, 'VERSION_MISMATCH'),
    ...when<ProblemCode>(route.path.startsWith('/v1/'), 'APP_TOO_OLD', 'FORMAT_INVALID'),
    ...problems,
  ])
  const statusOf = (code: ProblemCode) => problemOf(code)!.status
  const byStatus = Map.groupBy([...codes].toSorted(), statusOf)
  return new Map([...byStatus].toSorted(([one], [other]) => one - other))
}

const when = <T>(condition: boolean | undefined, ...codes: T[]): T[] => (condition ? codes : [])
