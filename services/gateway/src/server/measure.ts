import {
  ATTRIBUTES,
  noTracing,
  traceIdOf,
  traceScope,
  type Logger,
  type Metrics,
  type Tracing,
} from '@mymacrotracker/telemetry'
import type { RequestHandler } from 'express'

interface MeasureOptions {
  logger: Logger
  metrics: Metrics
  tracing?: Tracing | undefined
}

/** Status in log and metrics of a request whose phone hung up. */
const HUNG_UP = 499
const FIRST_FAULT = 500

/** Gives each request its trace, times it, and logs it without anything personal: a route's template, never its path. */
export function measure({ logger, metrics, tracing = noTracing }: MeasureOptions): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    const { method } = request
    const span = tracing.begin({
      service: 'gateway',
      kind: 'server',
      name: method,
      parent: request.get('traceparent'),
      isEdge: true,
    })
    const { traceparent } = span
    const traceId = traceIdOf(traceparent)
    response.locals['traceparent'] = traceparent
    response.set({ traceparent, 'X-Request-Id': traceId })
    response.once('close', () => {
      const ms = performance.now() - startedAt
      const route = (response.locals['route'] as string | undefined) ?? 'unmatched'
      const status = response.writableFinished ? response.statusCode : HUNG_UP
      metrics.httpSeconds.observe({ method, route, status: String(status) }, ms / 1000)
      logger.info({ method, route, status, ms: Math.round(ms * 10) / 10, traceId }, 'request')
      if (span.isRecorded)
        span.end({
          name: `${method} ${route}`,
          attributes: {
            [ATTRIBUTES.httpMethod]: method,
            [ATTRIBUTES.httpRoute]: route,
            [ATTRIBUTES.httpStatus]: status,
          },
          error: status >= FIRST_FAULT ? String(status) : undefined,
        })
    })
    traceScope.run(traceparent, next)
  }
}
