import { nextTraceparent, traceIdOf } from '@mymacrotracker/telemetry'
import type { Logger, Metrics } from '@mymacrotracker/telemetry'
import type { RequestHandler } from 'express'

/** Status in log and metrics of a request whose phone hung up. */
const HUNG_UP = 499

/** Gives each request its trace, times it, and logs it without anything personal: a route's template, never its path. */
export function measure(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    const traceparent = nextTraceparent(request.get('traceparent'))
    const traceId = traceIdOf(traceparent)
    response.locals['traceparent'] = traceparent
    response.set({ traceparent, 'X-Request-Id': traceId })
    response.once('close', () => {
      const ms = performance.now() - startedAt
      const { method } = request
      const route = (response.locals['route'] as string | undefined) ?? 'unmatched'
      const status = response.writableFinished ? response.statusCode : HUNG_UP
      metrics.httpSeconds.observe({ method, route, status: String(status) }, ms / 1000)
      logger.info({ method, route, status, ms: Math.round(ms * 10) / 10, traceId }, 'request')
    })
    next()
  }
}
