import type { Logger } from '@mymacrotracker/telemetry'

export type TroubleLogger = Pick<Logger, 'info' | 'warn'>

/** What a watched list does in the log when the API goes away and comes back. */
export function toldOnce(logger: TroubleLogger, what: string, onTrouble = () => {}) {
  return {
    onTrouble(error: Error) {
      // The HTTP client says "fetch failed" or "terminated" and gives the cause beside it.
      const { message } = error.cause instanceof Error ? error.cause : error
      logger.warn(
        { what, reason: message },
        'the Kubernetes API does not answer: what was known last is used',
      )
      onTrouble()
    },
    onWell: () => logger.warn({ what }, 'the Kubernetes API answers again'),
  }
}
