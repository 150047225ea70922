import { ServiceError, type ErrorKind, type FaultParams, type FieldFault } from './service-error.ts'

/** RFC 9457 problem details, with the stable reason as `code`. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail: string
  /** Of the first fault, with its path as `field`; or after how many seconds another try makes sense. */
  params?: FaultParams
  errors?: FieldFault[]
}

const HTTP_STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
  resource_exhausted: 429,
}

/** Reasons for which HTTP has a more precise status than for their kind. */
const EXACT_STATUS: Record<string, number> = {
  WEAK_PASSWORD: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  VERSION_MISMATCH: 412,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  APP_TOO_OLD: 426,
  METHOD_NOT_ALLOWED: 405,
  OVERLOADED: 503,
}

/** Phrases of RFC 9110 and 6585: with type about:blank the title is the status phrase (RFC 9457, 4.2.1). */
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** The one mapping from a failure to an HTTP problem. A bug shows as "internal error" and nothing else. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof ServiceError)) return problem(500, 'INTERNAL', 'internal error')
  const status = EXACT_STATUS[error.reason] ?? HTTP_STATUS[error.kind]
  const params = paramsOf(error)
  return {
    ...problem(status, error.reason, error.message),
    ...(params && { params }),
    ...(error.faults.length > 0 && { errors: [...error.faults] }),
  }
}

function paramsOf({ faults: [first], retryAfterMs }: ServiceError): FaultParams | undefined {
  if (first) return { field: first.path, ...first.params }
  return retryAfterMs === undefined ? undefined : { retryAfterS: Math.max(1, Math.ceil(retryAfterMs / 1000)) }
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail }
}
