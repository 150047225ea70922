import type { Keys } from '@mymacrotracker/keys'
import { createPool, hasSealedWith, pendingMigrations, recordKey, type Pool } from '@mymacrotracker/database'
import { InvalidError, UnavailableError } from '@mymacrotracker/errors'
import { startRelay } from '@mymacrotracker/outbox'
import { createDispatcher, createTokenVerifier, type DenyList, type Dispatcher } from '@mymacrotracker/rpc'
import { createClients, type Clients } from './clients.ts'
import type { SharedResources } from './shared-resources.ts'
import type { Clock, ModuleDefinition, ModuleParts } from './module.ts'
import type { Placement } from './placement.ts'
import type { ProcessSettings } from './settings.ts'
import { untilAvailable } from './until-available.ts'

export interface RunningModule {
  definition: ModuleDefinition
  parts: ModuleParts
  dispatcher: Dispatcher
  pool: Pool | undefined
  clients: Clients
}

interface StartOptions {
  definition: ModuleDefinition
  config: unknown
  env: ProcessSettings
  keys: Keys
  clock: Clock
  denyList: DenyList
  placement: Placement
  shared: SharedResources
}

/** Calls at once in one module; one more is RESOURCE_EXHAUSTED at once. */
const MAX_CALLS_IN_FLIGHT = 512
const RELAY_DRAIN_MS = 2000

/** Starts one module on its own role, pool, relay and clients. */
export async function startModule(
  options: StartOptions,
  stack: AsyncDisposableStack,
): Promise<RunningModule> {
  const {
    definition,
    config,
    env,
    keys,
    clock,
    denyList,
    placement,
    shared: { bus, databases, metrics, tracing, loadGauge, logger: processLogger },
  } = options
  const { name } = definition
  const logger = processLogger.child({ service: name })
  const clients = createClients(placement.where(name))
  stack.defer(() => clients.close())
  const verifier = createTokenVerifier({
    denyList,
    fetchKeySet: async () =>
      (await clients.auth.keys.getKeySet({}, { deadlineAt: Date.now() + 2000 })).jwksJson,
  })
  const url = definition.migrations && databases.urlOf(name)
  const pool = url
    ? createPool({
        url,
        standbyUrl: databases.standbyUrlOf(name),
        schema: name,
        metrics,
        onError: (error) => logger.warn({ err: error }, 'a database connection failed'),
        onAway: (isAway) => logger.warn(isAway ? 'the primary is away' : 'the primary is back'),
      })
    : undefined
  stack.defer(() => pool?.end())
  if (pool)
    await untilAvailable(
      `the schema ${name}`,
      () => requireSchema(name, pool, definition.migrations!),
      logger,
    )
  if (pool) await recordKey(pool, name, keys.forService(name).fingerprints)
  if (pool && env.NODE_ENV === 'production') await refuseLooseDurability(name, pool)
  const relay =
    url && pool
      ? await startRelay({
          service: name,
          pool,
          bus,
          direct: await databases.direct(url),
          logger,
          metrics,
          loadGauge,
        })
      : undefined
  stack.defer(async () => {
    await relay?.drain(RELAY_DRAIN_MS)
    await relay?.stop()
  })
  const parts = await definition.start({
    config: config as never,
    logger,
    metrics,
    tracing,
    clock,
    get key() {
      return keys.forService(name)
    },
    isProduction: env.NODE_ENV === 'production',
    bus,
    clients,
    verifier,
    get pool() {
      if (!pool) throw new Error(`${name} has no database`)
      return pool
    },
    wakeRelay: () => relay?.wake(),
  })
  stack.defer(() => parts.stop?.())
  const dispatcher = createDispatcher({
    registrations: parts.services ?? [],
    verifier,
    logger,
    metrics,
    tracing,
    maxInFlight: MAX_CALLS_IN_FLIGHT,
    loadGauge,
  })
  placement.dispatchers.set(name, dispatcher)
  return { definition, parts, dispatcher, pool, clients }
}

/** Modules never migrate themselves: they wait until it is done. A schema newer than this build is fine. */
async function requireSchema(name: string, pool: Pool, folder: string): Promise<void> {
  const missing = await pendingMigrations(pool, name, folder)
  if (missing.length > 0)
    throw new UnavailableError(
      'SCHEMA_BEHIND',
      `the schema ${name} lacks ${missing.length} migrations: run migrate`,
    )
  if (!(await hasSealedWith(pool, name)))
    throw new UnavailableError('SCHEMA_BEHIND', `the schema ${name} lacks the table sealed_with: run migrate`)
}

/** A write is acknowledged only once its commit is on disk. Checked on the module's own connection, as a role may have settings too. */
async function refuseLooseDurability(name: string, pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ fsync: string; sync: string }>(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync`,
  )
  const { fsync, sync } = rows[0]!
  if (fsync !== 'on' || sync === 'off' || sync === 'local')
    throw new InvalidError(
      'DATABASE_NOT_DURABLE',
      `DATABASE_URL: in production Postgres must run with fsync on and synchronous_commit on (for ${name} it has fsync=${fsync}, synchronous_commit=${sync})`,
    )
}
