import { pino } from 'pino'
import { loggedError } from './logged-error.ts'
import { currentTraceparent, traceFields } from './trace-scope.ts'

export type Logger = pino.Logger

// Keys whose values may be personal or secret, and are never logged.
const REDACTED = [
  'email',
  'password',
  'accessToken',
  'refreshToken',
  'authorization',
  'displayName',
  '*.email',
  '*.password',
  '*.accessToken',
  '*.refreshToken',
  '*.authorization',
  '*.displayName',
]

/** A JSON logger on standard error, which leaves standard output to text for people. Each line names its trace. */
export function createLogger(options: { level: string; name: string }): Logger {
  return pino(
    {
      level: options.level,
      base: { process: options.name },
      redact: { paths: REDACTED, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => traceFields(currentTraceparent()),
      serializers: { err: loggedError },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}
