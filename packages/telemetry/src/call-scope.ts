import { AsyncLocalStorage } from 'node:async_hooks'

/** What is being worked on: whose wish to stop counts, until when, and the trace it belongs to. */
export interface CallScope {
  signal: AbortSignal
  /** Epoch milliseconds. */
  deadlineAt: number
  traceparent: string
}

/** Follows a call through promises, so that no query starts for a caller who has gone. */
export const callScope = new AsyncLocalStorage<CallScope>()

/** Throws the signal's reason when the current call was cancelled or its deadline passed. Does nothing outside a call. */
export function throwIfCallEnded(): void {
  callScope.getStore()?.signal.throwIfAborted()
}
