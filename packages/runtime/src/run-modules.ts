import type { Bus } from '@mymacrotracker/bus'
import type { Keys } from '@mymacrotracker/keys'
import { calleesOf, sessionTopic, type ServiceName } from '@mymacrotracker/contracts'
import { sweepMessaging } from '@mymacrotracker/outbox'
import { createDenyList, startRpcServer, type DenyList } from '@mymacrotracker/rpc'
import type { Metrics } from '@mymacrotracker/telemetry'
import { createClients, type Clients } from './clients.ts'
import { openSharedResources } from './shared-resources.ts'
import { startJobs } from './jobs.ts'
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
  /** Owner's connection; a module's own `<NAME>_DATABASE_URL` goes before it, and can do without. */
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
  /** Clients as another module would have them. */
  clientsAs(peer: string): Clients
  stop(): Promise<void>
}

const SWEEP_EVERY_MS = 3_600_000
/** How long the start of a process waits for connections to the others. */
const CONNECT_MS = 1000
/** An access token lives 10 minutes at most: what was revoked before can no longer be valid. One more for clocks that differ. */
const LONGEST_TOKEN_MS = 660_000

/**
 * Builds the chosen modules from the bottom up and opens their doors last. Everything is taken down in the other order, at
 * a stop and when a start fails half-way.
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

  // Before any door opens: whose session was ended must not come in.
  const revocations = await hearRevocations(bus, denyList)
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
  // The first people to come should not wait for it. Who is away now is no reason to stay closed.
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

/** Services elsewhere that a module may call. */
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

function hearRevocations(bus: Bus, denyList: DenyList) {
  return bus.broadcast(
    sessionTopic.name,
    ({ body }) => {
      const { fact } = sessionTopic.decode(body)
      if (fact?.$case === 'revoked')
        denyList.deny(fact.value.sessionId, fact.value.forgetAt?.getTime() ?? Date.now() + LONGEST_TOKEN_MS)
    },
    { sinceMs: LONGEST_TOKEN_MS },
  )
}

function subscribe(running: readonly RunningModule[], bus: Bus) {
  const consumers = running.flatMap(({ parts }) => parts.consumers ?? [])
  return Promise.all(consumers.map(({ name, topic, handle }) => bus.consume({ group: name, topic, handle })))
}
