import { NotFoundError, ServiceError } from '@mymacrotracker/errors'
import type { TokenVerifier } from '@mymacrotracker/rpc'
import type { Logger, Metrics, Tracing } from '@mymacrotracker/telemetry'
import compression from 'compression'
import cors from 'cors'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { GatewayConfig } from '../config.ts'
import { docs } from './docs.ts'
import { createInFlight } from './in-flight.ts'
import { measure } from './measure.ts'
import { openapiDocument } from '../openapi/openapi-document.ts'
import { createRateLimits } from './rate-limits.ts'
import { requireAppVersion } from './require-app-version.ts'
import type { Route } from './route.ts'
import { runRoute } from './run-route.ts'
import { sendProblem } from './send-problem.ts'

interface AppOptions {
  routes: readonly Route[]
  config: GatewayConfig
  verifier: TokenVerifier
  logger: Logger
  metrics: Metrics
  tracing?: Tracing
}

const EXPOSED = [
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id',
  'WWW-Authenticate',
]

/** The gateway as an Express app. */
export function createApp({ routes, config, verifier, logger, metrics, tracing }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by').enable('case sensitive routing').set('trust proxy', config.TRUST_PROXY)
  app.use(measure({ logger, metrics, tracing }))
  // Swagger UI styles itself inline. Whoever ends TLS in front decides on upgrading, so plain http stays usable in development.
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          scriptSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          upgradeInsecureRequests: null,
        },
      },
    }),
  )
  app.use(
    cors({
      origin: config.CORS_ORIGINS.length > 0 ? config.CORS_ORIGINS : false,
      exposedHeaders: EXPOSED,
      maxAge: 600,
    }),
  )
  app.use(compression())
  app.use('/v1', requireAppVersion(config.MIN_APP_VERSION))

  const limits = createRateLimits({
    userPerMinute: config.RATE_LIMIT_USER_PER_MIN,
    addressPerMinute: config.RATE_LIMIT_ADDRESS_PER_MIN,
  })
  const runner = {
    config,
    verifier,
    limits,
    inFlight: createInFlight(config.MAX_IN_FLIGHT, (places) =>
      metrics.httpInFlightLimit.set({ service: 'gateway' }, Math.floor(places)),
    ),
  }
  for (const route of routes) app[route.method](expressPath(route), runRoute(route, runner))
  for (const [path, methods] of methodsByPath(routes)) app.all(path, otherMethods(methods))

  let document: object | undefined
  app.get('/openapi.json', (_request, response) => {
    response.locals['route'] = '/openapi.json'
    response.json((document ??= openapiDocument(routes)))
  })
  app.use('/docs', docs())
  app.get('/', (_request, response) => response.redirect('/docs/'))
  app.use(() => {
    throw new NotFoundError('ROUTE_NOT_FOUND', 'there is no such route')
  })
  app.use(sendProblem(logger))
  return app
}

const expressPath = ({ path }: Route) => path.replaceAll(/\{(\w+)\}/g, ':$1')

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const paths = Map.groupBy(routes, expressPath)
  return new Map(
    [...paths].map(([path, those]) => [
      path,
      those.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])),
    ]),
  )
}

function otherMethods(methods: readonly string[]): RequestHandler {
  const allow = [...methods, 'OPTIONS'].join(', ')
  return (request, response) => {
    response.set('Allow', allow)
    if (request.method !== 'OPTIONS')
      throw new ServiceError('invalid', 'METHOD_NOT_ALLOWED', `this route knows ${allow}`)
    response.status(204).end()
  }
}
