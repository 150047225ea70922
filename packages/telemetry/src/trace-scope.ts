import { AsyncLocalStorage } from 'node:async_hooks'
import { callScope } from './call-scope.ts'
import { isTraceparent, spanIdOf, traceIdOf } from './traceparent.ts'

/** The trace of work that is no call: a request at the edge, a message being handled. */
export const traceScope = new AsyncLocalStorage<string>()

/** The W3C traceparent of what is being worked on; of the call, where there is one. */
export function currentTraceparent(): string | undefined {
  return callScope.getStore()?.traceparent ?? traceScope.getStore()
}

/** A traceparent as log lines show it. */
export function traceFields(traceparent: string | undefined): { traceId?: string; spanId?: string } {
  return isTraceparent(traceparent) ? { traceId: traceIdOf(traceparent), spanId: spanIdOf(traceparent) } : {}
}
