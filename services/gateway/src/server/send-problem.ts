import { InvalidError, ServiceError, toProblem, type Problem } from '@mymacrotracker/errors'
import { traceIdOf, type Logger } from '@mymacrotracker/telemetry'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { problemTitle, TITLE_LANGUAGES, type Language } from '../problems/problem-titles.ts'

const DEFAULT_RETRY_AFTER_MS = 1000
/** What RFC 6750 calls invalid_token: expired, revoked, malformed or otherwise invalid. */
const INVALID_TOKEN = new Set(['TOKEN_INVALID', 'TOKEN_EXPIRED', 'SESSION_REVOKED'])

/** The last handler: says what went wrong as RFC 9457, and logs what is a bug. */
export function sendProblem(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = asServiceError(thrown)
    const language = languageOf(request)
    const problem = forPeople(toProblem(error), language)
    if (problem.status === 500)
      logger.error(
        {
          err: error,
          method: request.method,
          route: response.locals['route'],
          traceId: traceIdOf(response.locals['traceparent'] as string),
        },
        'a request failed',
      )
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    setHeaders(response, problem, error)
    response.set('Content-Language', language).vary('Accept-Language')
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
}

/** English for whoever wants no language that there is. */
const languageOf = (request: Request): Language =>
  (request.acceptsLanguages(TITLE_LANGUAGES) || 'en') as Language

function forPeople(problem: Problem, language: Language): Problem {
  const { status, code } = problem
  return { ...problem, type: `/docs/errors#${code}`, title: problemTitle(language, status, code) }
}

function setHeaders(response: Response, { status, code }: Problem, error: unknown): void {
  response.set('Cache-Control', 'no-store')
  response.removeHeader('ETag')
  const retryAfterMs =
    (error instanceof ServiceError ? error.retryAfterMs : undefined) ??
    (status === 503 ? DEFAULT_RETRY_AFTER_MS : undefined)
  if (retryAfterMs !== undefined)
    response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))))
  if (status === 401)
    response.set(
      'WWW-Authenticate',
      INVALID_TOKEN.has(code)
        ? 'Bearer realm="mymacrotracker", error="invalid_token"'
        : 'Bearer realm="mymacrotracker"',
    )
  // Nobody reads the rest of a body that was refused.
  if (status === 413 || status === 415) response.set('Connection', 'close')
}

/** Express has failures of its own, such as a path that is not percent-encoded UTF-8. */
function asServiceError(error: unknown): unknown {
  if (error instanceof ServiceError) return error
  const { status } = error as { status?: unknown }
  return status === 400
    ? new InvalidError('PATH_MALFORMED', 'the path cannot be read', { cause: error })
    : error
}
