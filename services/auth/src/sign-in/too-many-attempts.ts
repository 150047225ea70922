import { ResourceExhaustedError } from '@mymacrotracker/errors'

export function tooManyAttempts(waitMs: number): ResourceExhaustedError {
  return new ResourceExhaustedError('TOO_MANY_ATTEMPTS', 'too many attempts from here: try again later', {
    retryAfterMs: waitMs,
  })
}
