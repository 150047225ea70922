import type { Bus } from '@mymacrotracker/bus'
import type { Keys } from '@mymacrotracker/keys'
import { calleesOf, type ServiceName } from '@mymacrotracker/contracts'
import { sweepMessaging } from '@mymacrotracker/outbox'
import { createDenyList, startRpcServer } from '@mymacrotracker/rpc'
import type { Metrics } from '@mymacrotracker/telemetry'
import { createClients, type Clients } from './clients.ts'
import { openSharedResources } from './shared-resources.ts'
import { startJobs } from './jobs.ts'
import { followRevocations } from './revocations.ts'
import type { Clock, ModuleDefinition } from './module.ts'
import { createPlacement } from './placement.ts'
import type { Settings } from './read-settings.ts'
import { addressOf, type ProcessSettings } from './settings.ts'
import { startModule, type RunningModule } from './start-module.ts'
import { openCertificates } from './tls.ts'
import { zonesOf } from './zones.ts'

export interface RunOptions {
  /** Definitions to choose from; `MODULES` chooses. */
  available: readonly ModuleDefinition[]
  settings: Settings
  keys: Keys
  /** The owner's connection. A module's own `<NAME>_DATABASE_URL` takes precedence, and makes it unnecessary. */
  ownerUrl?: string | undefined
  clock?: Clock
  /** For the contract suite: every idempotent call and every message is delivered twice. */
  deliverTwice?: boolean
}

export interface RunningProcess {
  /** Port of the gateway's HTTP server, when it is here. */
  port: number | undefined
  adminPort: number
  rpcPort: number | undefined
  bus: Bus
  metrics: Metrics
  /** Clients as another module gets them. */
  clientsAs(peer: string): Clients
  stop(): Promise<void>
}

const SWEEP_EVERY_MS = 3_600_000
/** How long a start waits for connections to other processes. */
const CONNECT_MS = 1000

/**
 * Starts the chosen modules side by side on shared resources, then opens the gRPC server, consumers and jobs, and the public server
 * last. Everything is closed in reverse order, at a stop and when a start fails half-way.
 */
export async function runModules(options: RunOptions): Promise<RunningProcess> {
  const stack = new AsyncDisposableStack()
  try {
    return await build(options, stack)
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function build(options: RunOptions, stack: AsyncDisposableStack): Promise<RunningProcess> {
  const { settings, keys, ownerUrl, deliverTwice = false, clock = { now: () => Date.now() } } = options
  const env = settings.process

  let isReady = false
  const shared = await openSharedResources(
    { env, keys, ownerUrl, deliverTwice, isReady: () => isReady },
    stack,
  )
  const { bus, logger, metrics, admin } = shared
  const denyList = createDenyList()
  const certificates = openCertificates(env, logger)
  stack.defer(() => certificates?.close())
  const zones = await zonesOf(env, logger)
  stack.defer(() => zones?.close())
  const placement = createPlacement({ env, deliverTwice, certificates, zones, shared })
  const chosen = options.available.filter(({ name }) => env.MODULES.includes(name))
  const starts = await Promise.allSettled(
    chosen.map((definition) =>
      startModule(
        {
          definition,
          config: settings.modules.get(definition.name),
          env,
          keys,
          clock,
          denyList,
          placement,
          shared,
        },
        stack,
      ),
    ),
  )
  const failed = starts.find((each) => each.status === 'rejected')
  if (failed) throw failed.reason
  const running = starts.filter((each) => each.status === 'fulfilled').map((each) => each.value)

  // Before any server opens: a revoked session must not get in.
  const revocations = await followRevocations(bus, denyList)
  stack.defer(() => revocations.stop())
  const rpc =
    env.RPC_PORT === undefined
      ? undefined
      : await startRpcServer({
          dispatchers: running.map((each) => each.dispatcher),
          host: env.RPC_HOST,
          port: env.RPC_PORT,
          certificates,
          peerSecret: env.RPC_SHARED_SECRET,
          reflection: env.NODE_ENV !== 'production',
        })
  stack.defer(() => rpc?.stop(env.STOP_GRACE_MS))
  const subscriptions = await subscribe(running, bus)
  stack.defer(async () => {
    await Promise.all(subscriptions.map((each) => each.stop()))
  })
  const jobs = startJobs(running.flatMap(jobsOf), logger)
  stack.defer(() => jobs.stop())
  // So that the first requests need not wait for it. A service that is away is no reason not to open.
  await Promise.all(
    running.map(({ definition, clients }) =>
      clients.connect(calleesElsewhere(definition.name, env), CONNECT_MS),
    ),
  )
  let port: number | undefined
  for (const { parts } of running) {
    const listener = await parts.listen?.()
    port ??= listener?.port
    stack.defer(() => listener?.close(env.STOP_GRACE_MS))
  }
  isReady = true
  stack.defer(() => {
    isReady = false
    rpc?.notServing()
  })

  return {
    port,
    adminPort: admin.port,
    rpcPort: rpc?.port,
    bus,
    metrics,
    clientsAs(peer) {
      const clients = createClients(placement.where(peer))
      stack.defer(() => clients.close())
      return clients
    },
    stop: () => stack.disposeAsync(),
  }
}

/** Services in other processes that a module may call. */
function calleesElsewhere(caller: ServiceName, env: ProcessSettings): ServiceName[] {
  return calleesOf(caller).filter((service) => addressOf(env, service) !== undefined)
}

function jobsOf({ definition, parts, pool }: RunningModule) {
  const sweep = pool && {
    name: `${definition.name}.sweep-messaging`,
    everyMs: SWEEP_EVERY_MS,
    run: (signal: AbortSignal) => sweepMessaging(pool, signal),
  }
  return [...(parts.jobs ?? []), ...(sweep ? [sweep] : [])]
}

function subscribe(running: readonly RunningModule[], bus: Bus) {
  const consumers = running.flatMap(({ parts }) => parts.consumers ?? [])
  return Promise.all(consumers.map(({ name, topic, handle }) => bus.consume({ group: name, topic, handle })))
}
