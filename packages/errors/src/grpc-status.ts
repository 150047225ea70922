import { ServiceError, type ErrorKind, type FieldFault } from './service-error.ts'

/** gRPC status codes of the kinds (google.rpc.Code). */
const GRPC_CODE: Record<ErrorKind, number> = {
  invalid: 3,
  unauthenticated: 16,
  forbidden: 7,
  not_found: 5,
  conflict: 9,
  unavailable: 14,
  resource_exhausted: 8,
}

const CANCELLED = 1
const DEADLINE_EXCEEDED = 4
/** From a peer whose release does not have the method yet, or no longer. */
const UNIMPLEMENTED = 12
const INTERNAL = 13

/** Trailer that carries the reason. */
export const REASON_KEY = 'mmt-reason'
/** Trailer with the faults as JSON, percent-encoded because trailers are ASCII. */
const FAULTS_KEY = 'mmt-faults'
const RETRY_AFTER_KEY = 'mmt-retry-after-ms'

interface GrpcStatusLike {
  code: number
  details: string
  trailers: Record<string, string>
}

/** The status of a failed handler. Anything but a ServiceError is a bug, and reveals nothing else. */
export function toGrpcStatus(error: unknown): GrpcStatusLike {
  if (!(error instanceof ServiceError))
    return { code: INTERNAL, details: 'internal error', trailers: { [REASON_KEY]: 'INTERNAL' } }
  const trailers: Record<string, string> = { [REASON_KEY]: error.reason }
  if (error.faults.length > 0)
    trailers[FAULTS_KEY] = encodeURIComponent(JSON.stringify(error.faults.slice(0, 20)))
  if (error.retryAfterMs !== undefined) trailers[RETRY_AFTER_KEY] = String(error.retryAfterMs)
  return { code: GRPC_CODE[error.kind], details: error.message, trailers }
}

/** The error a caller gets, rebuilt from status and trailers. */
export function fromGrpcStatus(status: GrpcStatusLike): Error {
  const reason = status.trailers[REASON_KEY]
  const options = {
    faults: faultsOf(status.trailers[FAULTS_KEY]),
    retryAfterMs: numberOf(status.trailers[RETRY_AFTER_KEY]),
  }
  if (status.code === DEADLINE_EXCEEDED)
    return new ServiceError('unavailable', 'DEADLINE_EXCEEDED', 'no answer in time', options)
  if (status.code === CANCELLED)
    return new ServiceError('unavailable', 'CANCELLED', 'the call was cancelled', options)
  if (status.code === UNIMPLEMENTED)
    return new ServiceError('unavailable', 'UNIMPLEMENTED', status.details, options)
  const kind = (Object.keys(GRPC_CODE) as ErrorKind[]).find((each) => GRPC_CODE[each] === status.code)
  if (!kind) return new Error(`internal error (${status.code}: ${status.details})`)
  return new ServiceError(kind, reason ?? kind.toUpperCase(), status.details, options)
}

function faultsOf(encoded: string | undefined): FieldFault[] {
  if (!encoded) return []
  try {
    return JSON.parse(decodeURIComponent(encoded)) as FieldFault[]
  } catch {
    return []
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}
