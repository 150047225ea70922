import type { Logger } from '@mymacrotracker/telemetry'

export type WatchLogger = Pick<Logger, 'info' | 'warn'>

/** Logs once when the API goes away, and once when it is back. */
export function logOnce(logger: WatchLogger, what: string, onFailure = () => {}) {
  return {
    onFailure(error: Error) {
      // The HTTP client says "fetch failed" or "terminated", and has the reason as cause.
      const { message } = error.cause instanceof Error ? error.cause : error
      logger.warn(
        { what, reason: message },
        'the Kubernetes API does not answer: the last known state is used',
      )
      onFailure()
    },
    onRecovery: () => logger.warn({ what }, 'the Kubernetes API answers again'),
  }
}
