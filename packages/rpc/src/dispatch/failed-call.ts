import { Metadata } from '@grpc/grpc-js'
import { ServiceError, UnavailableError, toGrpcStatus } from '@mymacrotracker/errors'
import { traceFields, type Logger } from '@mymacrotracker/telemetry'

interface FailedCall {
  logger: Logger
  path: string
  signal: AbortSignal
  traceparent: string
  error: unknown
}

/** What a failed call fails with. A bug is logged; whatever a cancelled call failed with is none. */
export function failureOfCall({ logger, path, signal, traceparent, error }: FailedCall): unknown {
  if (error instanceof ServiceError) return error
  if (signal.aborted) return new UnavailableError('CANCELLED', 'the call was cancelled', { cause: error })
  logger.error({ err: error, method: path, ...traceFields(traceparent) }, 'a handler failed')
  return error
}

/** Status and trailers of a failed call, for either transport. */
export function statusOf(error: unknown): { code: number; details: string; metadata: Metadata } {
  const { code, details, trailers } = toGrpcStatus(error)
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return { code, details, metadata }
}
