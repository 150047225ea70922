import { createBus, createPostgresDriver } from '@mymacrotracker/bus'
import type { Bus } from '@mymacrotracker/bus'
import type { MasterKey } from '@mymacrotracker/config'
import { connectDirect } from '@mymacrotracker/database'
import type { DirectConnection } from '@mymacrotracker/database'
import { createForeground, createLogger, createMetrics, eventLoopGauge } from '@mymacrotracker/telemetry'
import type { Foreground, Logger, Metrics } from '@mymacrotracker/telemetry'
import { startAdminServer } from './admin-server.ts'
import { roleUrl } from './migrate-modules.ts'
import type { ProcessSettings } from './settings.ts'

/** What the modules of a process stand on together. */
export interface Ground { logger: Logger; metrics: Metrics; direct: DirectConnection; bus: Bus; foreground: Foreground; admin: { port: number } }

interface GroundOptions { env: ProcessSettings; key: MasterKey; ownerUrl: string; deliverTwice: boolean; isReady: () => boolean }

/** The admin server answers first: a process that is still starting is alive and not ready. */
export async function openGround({ env, key, ownerUrl, deliverTwice, isReady }: GroundOptions, stack: AsyncDisposableStack): Promise<Ground> {
  const logger = createLogger({ level: env.LOG_LEVEL, name: env.MODULES.length > 1 ? 'mymacrotracker' : env.MODULES[0]! })
  const metrics = createMetrics()
  stack.use(eventLoopGauge(metrics.registry))
  const admin = await startAdminServer({ host: env.ADMIN_HOST, port: env.ADMIN_PORT, metrics, isReady })
  stack.defer(() => admin.close())
  const url = roleUrl(ownerUrl, key, 'bus')
  const direct = await connectDirect(url, (error) => logger.warn({ err: error }, 'the direct database connection failed'))
  stack.defer(() => direct.close())
  const foreground = createForeground()
  const driver = await createPostgresDriver({ url, direct, sealer: key.sealer('parked'), logger, metrics, foreground })
  const bus = createBus({ driver, logger, metrics, deliverTwice })
  stack.defer(() => bus.close())
  return { logger, metrics, direct, bus, foreground, admin }
}
