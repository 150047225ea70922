import type { Bus } from '@mymacrotracker/bus'
import type { Keys } from '@mymacrotracker/keys'
import {
  createLoadGauge,
  createLogger,
  createMetrics,
  openTracing,
  processMetrics,
  type LoadGauge,
  type Logger,
  type Metrics,
  type Tracing,
} from '@mymacrotracker/telemetry'
import { startAdminServer } from './admin-server.ts'
import { createDatabases, type Databases } from './databases.ts'
import { openBus } from './open-bus.ts'
import type { ProcessSettings } from './settings.ts'

/** What the modules of a process share. */
export interface SharedResources {
  logger: Logger
  metrics: Metrics
  tracing: Tracing
  databases: Databases
  bus: Bus
  loadGauge: LoadGauge
  admin: { port: number }
}

interface SharedResourcesOptions {
  env: ProcessSettings
  keys: Keys
  ownerUrl: string | undefined
  deliverTwice: boolean
  isReady: () => boolean
}

/** Starts with the admin server: a process that is still starting is alive and not ready. */
export async function openSharedResources(
  { env, keys, ownerUrl, deliverTwice, isReady }: SharedResourcesOptions,
  stack: AsyncDisposableStack,
): Promise<SharedResources> {
  const logger = createLogger({
    level: env.LOG_LEVEL,
    name: env.MODULES.length > 1 ? 'mymacrotracker' : env.MODULES[0]!,
  })
  const metrics = createMetrics()
  stack.use(processMetrics(metrics.registry))
  const admin = await startAdminServer({ host: env.ADMIN_HOST, port: env.ADMIN_PORT, metrics, isReady })
  stack.defer(() => admin.close())
  const tracing = await openTracing({
    endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    share: env.TRACE_SHARE,
    logger,
    metrics,
  })
  stack.defer(() => tracing.close())
  const databases = createDatabases({ env, keys, ownerUrl, logger }, stack)
  const loadGauge = createLoadGauge()
  const bus = await openBus(
    { env, keys, databases, logger, metrics, tracing, loadGauge, deliverTwice },
    stack,
  )
  return { logger, metrics, tracing, databases, bus, loadGauge, admin }
}
