import type { Logger } from '@mymacrotracker/telemetry'

export type WatchLogger = Pick<Logger, 'info' | 'warn'>

/** What a watched list does in the log when the API goes away and comes back. */
export function logOnce(logger: WatchLogger, what: string, onFailure = () => {}) {
  return {
    onFailure(error: Error) {
      // The HTTP client says "fetch failed" or "terminated" and gives the cause beside it.
      const { message } = error.cause instanceof Error ? error.cause : error
      logger.warn(
        { what, reason: message },
        'the Kubernetes API does not answer: what was known last is used',
      )
      onFailure()
    },
    onRecovery: () => logger.warn({ what }, 'the Kubernetes API answers again'),
  }
}
