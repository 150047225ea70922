import { AsyncLocalStorage } from 'node:async_hooks'
import { isTraceparent, spanIdOf, traceIdOf } from './traceparent.ts'

/** The W3C traceparent of the current work: a request at the edge, a call, a message being handled. */
export const traceScope = new AsyncLocalStorage<string>()

export function currentTraceparent(): string | undefined {
  return traceScope.getStore()
}

/** A traceparent as log lines show it. */
export function traceFields(traceparent: string | undefined): { traceId?: string; spanId?: string } {
  return isTraceparent(traceparent) ? { traceId: traceIdOf(traceparent), spanId: spanIdOf(traceparent) } : {}
}
