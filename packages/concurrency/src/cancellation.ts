import { AsyncLocalStorage } from 'node:async_hooks'

/** The signal that ends the current work; it follows the work through promises, so that nothing new starts for a caller who has left. */
export const cancellation = new AsyncLocalStorage<AbortSignal>()

/** Throws the signal's reason when the current work was cancelled or its deadline has passed. Does nothing outside such work. */
export function throwIfCancelled(): void {
  cancellation.getStore()?.throwIfAborted()
}
