/** The kinds of failure a caller can act on. Anything else is a bug. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'unavailable'
  | 'resource_exhausted'

/** The figures of a message by name (min, max, allowed, …), for clients that write their own sentence. */
export type FaultParams = Readonly<Record<string, string | number | readonly string[]>>

/** One faulty field: its path (`amount.grams`), a stable code and a message for people. */
export interface FieldFault {
  path: string
  code: string
  message: string
  params?: FaultParams
}

interface ServiceErrorOptions {
  faults?: readonly FieldFault[]
  /** When a retry makes sense, in milliseconds from now. */
  retryAfterMs?: number
  cause?: unknown
}

/**
 * A failure with a stable `reason` in UPPER_SNAKE that crosses service boundaries unchanged.
 * `message` is shown to people: it never holds a stack, SQL or another user's data.
 */
export class ServiceError extends Error {
  readonly kind: ErrorKind
  readonly reason: string
  readonly faults: readonly FieldFault[]
  readonly retryAfterMs: number | undefined

  constructor(kind: ErrorKind, reason: string, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'ServiceError'
    this.kind = kind
    this.reason = reason
    this.faults = options.faults ?? []
    this.retryAfterMs = options.retryAfterMs
  }
}

export class InvalidError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('invalid', reason, message, options)
  }

  /** One faulty field. */
  static field(path: string, code: string, message: string, params?: FaultParams): InvalidError {
    return new InvalidError(code, `${path}: ${message}`, {
      faults: [{ path, code, message, ...(params && { params }) }],
    })
  }
}

export class UnauthenticatedError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('unauthenticated', reason, message, options)
  }
}

export class ForbiddenError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('forbidden', reason, message, options)
  }
}

export class NotFoundError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('not_found', reason, message, options)
  }
}

export class ConflictError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('conflict', reason, message, options)
  }
}

export class UnavailableError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('unavailable', reason, message, options)
  }
}

export class ResourceExhaustedError extends ServiceError {
  constructor(reason: string, message: string, options?: ServiceErrorOptions) {
    super('resource_exhausted', reason, message, options)
  }
}
