import { status } from '@grpc/grpc-js'
import { serviceOf } from '@mymacrotracker/contracts'
import { ServiceError, toGrpcStatus } from '@mymacrotracker/errors'
import {
  ATTRIBUTES,
  currentTraceparent,
  isSampled,
  type Metrics,
  type SpanEnd,
  type Tracing,
} from '@mymacrotracker/telemetry'
import type { OutgoingContext } from './handler.ts'

/** The caller, and where its calls are recorded. */
export interface CallObserver {
  caller: string
  metrics: Metrics
  tracing: Tracing
}

type Once = (request: unknown, context: OutgoingContext) => Promise<unknown>

/** Codes that are the service's fault, by OpenTelemetry's conventions; with the others it refuses what it should. */
const SERVER_FAULTS = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
])

/** The gRPC code of a failure, by name. A caller that cancelled is told apart from a service that is unavailable. */
export function codeOf(error: unknown): string {
  if (error instanceof ServiceError && (error.reason === 'CANCELLED' || error.reason === 'DEADLINE_EXCEEDED'))
    return error.reason
  return status[toGrpcStatus(error).code] ?? 'UNKNOWN'
}

/** How the span of an RPC ends. */
export function rpcEnd(path: string, code: string, kind: 'server' | 'client'): SpanEnd {
  const failed = kind === 'client' ? code !== 'OK' : SERVER_FAULTS.has(code)
  return {
    attributes: {
      [ATTRIBUTES.rpcSystem]: 'grpc',
      [ATTRIBUTES.rpcMethod]: path.slice(1),
      [ATTRIBUTES.rpcStatus]: code,
    },
    error: failed ? code : undefined,
  }
}

/** A client's method, timed by target, with a span of its own in a sampled trace. */
export function observed(path: string, { caller, metrics, tracing }: CallObserver, once: Once): Once {
  const timed = metrics.rpcClientSeconds.of({ caller, service: serviceOf(path), method: path })
  return async (request, context) => {
    const startedAt = performance.now()
    const parent = context.traceparent ?? currentTraceparent()
    const span = isSampled(parent)
      ? tracing.begin({ service: caller, kind: 'client', name: path.slice(1), parent })
      : undefined
    let code = 'OK'
    try {
      return await once(request, span ? { ...context, traceparent: span.traceparent } : context)
    } catch (error) {
      code = codeOf(error)
      throw error
    } finally {
      timed(code, (performance.now() - startedAt) / 1000)
      if (span?.isRecorded) span.end(rpcEnd(path, code, 'client'))
    }
  }
}
