import { UnauthenticatedError } from '@mymacrotracker/errors'
import { createLogger, createMetrics, type Metrics } from '@mymacrotracker/telemetry'
import { settings } from '../../dist/config.js'
import { createApp } from '../../dist/server/create-app.js'
import { listen } from '../../dist/server/listen.js'
import { defineRoute, type Route } from '../../dist/server/route.js'

export interface SmallApp {
  url: string
  metrics: Metrics
  close(graceMs?: number): Promise<void>
}

/** The gateway's real server with routes of the test's own, to see what no service can be made to do. */
export async function startSmallApp(
  routes: readonly Route[],
  env: Record<string, string> = {},
): Promise<SmallApp> {
  const metrics = createMetrics()
  const verifier = {
    verify: async () => {
      throw new UnauthenticatedError('TOKEN_REQUIRED', 'sign in first')
    },
  }
  const app = createApp({
    routes,
    config: settings.parse(env),
    verifier,
    logger: createLogger({ level: 'silent', name: 'test' }),
    metrics,
  })
  const listener = await listen(app, 0)
  return {
    url: `http://127.0.0.1:${listener.port}`,
    metrics,
    close: (graceMs = 1000) => listener.close(graceMs),
  }
}

/** A public route; what it answers is up to the test. */
export function aRoute(overrides: Partial<Route> & Pick<Route, 'handle'>): Route {
  return defineRoute({
    name: 'test',
    method: 'get',
    path: '/v1/test',
    tag: 'Today',
    summary: 'Test',
    description: 'A route of a test.',
    access: 'public',
    priority: 'read',
    answers: { 200: { description: 'Answer' } },
    ...overrides,
  })
}
