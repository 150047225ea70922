import type { Bus } from '@mymacrotracker/bus'
import type { ServiceKey } from '@mymacrotracker/keys'
import type { Pool } from '@mymacrotracker/database'
import type { Consumer } from '@mymacrotracker/outbox'
import type { ServiceRegistration, ServiceSpec, TokenVerifier } from '@mymacrotracker/rpc'
import type { Logger, Metrics, Tracing } from '@mymacrotracker/telemetry'
import type { z } from 'zod'
import type { Clients } from './clients.ts'
import type { ServiceName } from '@mymacrotracker/contracts'

/** The source of time; tests set it. */
export interface Clock {
  now(): number
}

/** What a module gets. It uses nothing else. */
interface ModuleResources<Config> {
  config: Config
  logger: Logger
  metrics: Metrics
  tracing: Tracing
  clock: Clock
  /** Keys of this service alone. */
  key: ServiceKey
  isProduction: boolean
  /** Connections of the module's own role, which has access to its own schema. Throws for a module without a database. */
  pool: Pool
  bus: Bus
  /** Other services, in this process or another. */
  clients: Clients
  verifier: TokenVerifier
  /** Notifies the relay that a fact was committed. */
  wakeRelay(): void
}

/** Recurring work. It runs at start, then `everyMs` after each run has ended. */
export interface Job {
  name: string
  everyMs: number
  run(signal: AbortSignal): Promise<void>
}

/** A public server, such as the gateway's HTTP server. */
export interface Listener {
  port: number
  close(graceMs: number): Promise<void>
}

export interface ModuleParts {
  services?: readonly ServiceRegistration[]
  consumers?: readonly Consumer[]
  jobs?: readonly Job[]
  /** Opens the module's public server, once everything it depends on is running. */
  listen?(): Promise<Listener>
  stop?(): Promise<void>
}

/** What one feature adds to its module. */
export type FeatureParts = Pick<ModuleParts, 'services' | 'consumers' | 'jobs'>

/** The parts of all features of a module, as one list of each kind. */
export function joinFeatures(...features: readonly FeatureParts[]): Required<FeatureParts> {
  return {
    services: features.flatMap(({ services = [] }) => services),
    consumers: features.flatMap(({ consumers = [] }) => consumers),
    jobs: features.flatMap(({ jobs = [] }) => jobs),
  }
}

/** A service as the runtime sees it. */
export interface ModuleDefinition<S extends z.ZodRawShape = z.ZodRawShape> {
  name: ServiceName
  settings: z.ZodObject<S>
  /** Folder of `prisma/migrations`; absent for a module without a database. */
  migrations?: string
  start(resources: ModuleResources<z.output<z.ZodObject<S>>>): Promise<ModuleParts>
}

export function defineModule<S extends z.ZodRawShape>(definition: ModuleDefinition<S>): ModuleDefinition {
  return definition
}

/** A service's handlers with the definition they belong to. */
export function registration<S extends ServiceSpec>(
  definition: S,
  handlers: ServiceRegistration<S>['handlers'],
): ServiceRegistration {
  return { definition, handlers }
}
