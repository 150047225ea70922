import { durationMs, flag, list, port, secrets } from '@mymacrotracker/config'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { readServiceKey } from '@mymacrotracker/keys'
import { z } from 'zod'

const ADDRESS =
  /^(grpc:\/\/[^/\s,]+:\d+(,grpc:\/\/[^/\s,]+:\d+)*|dns:\/\/\/[^/\s,]+:\d+|k8s:\/\/\/[a-z]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)?:\d+)$/
const address = z
  .string()
  .regex(ADDRESS, {
    error:
      'must be grpc://host:port, several separated by commas, dns:///name:port or k8s:///name[.namespace]:port',
  })
  .optional()
const hosts = z
  .string()
  .regex(/^[^\s,/]+:\d+(,[^\s,/]+:\d+)*$/, { error: 'must be host:port, several separated by commas' })
  .transform((text) => text.split(','))
  .optional()
const BUSES = ['postgres', 'nats', 'kafka'] as const
const bus = z.enum(BUSES, { error: `must be ${BUSES.join(', ')}` })
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, { error: 'must be a postgresql:// URL' })
  .optional()
const serviceKey = z
  .string()
  .transform((text, context) => {
    const secrets = readServiceKey(text)
    if (!secrets)
      context.addIssue({ code: 'custom', message: 'must be what `npm run keys` writes for the service' })
    return secrets ?? z.NEVER
  })
  .optional()
type PerModule<Suffix extends string> = `${Uppercase<ServiceName>}_${Suffix}`
const perModule = <Suffix extends string, S extends z.ZodType>(suffix: Suffix, schema: S) =>
  Object.fromEntries(SERVICE_NAMES.map((name) => [`${name.toUpperCase()}_${suffix}`, schema])) as Record<
    PerModule<Suffix>,
    S
  >

/** Settings of every process, whichever modules it runs. */
export const processSettings = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { error: 'must be development, test or production' })
    .default('development'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('warn'),
  /** Modules of this process, separated by commas; all of them when not set. */
  MODULES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .pipe(
      z.array(z.enum(SERVICE_NAMES, { error: `must be names out of ${SERVICE_NAMES.join(', ')}` })).min(1),
    )
    .default([...SERVICE_NAMES]),
  /** Health and metrics. */
  ADMIN_PORT: port(8081),
  /** Where health and metrics listen; a pod needs 0.0.0.0. */
  ADMIN_HOST: z.string().default('127.0.0.1'),
  /** Where embedded Postgres, its password and the master key live. */
  DATA_DIR: z.string().default('.data'),
  /** Owner's connection to another Postgres, 15 or later, for bootstrap and migration. */
  DATABASE_URL: postgresUrl,
  /** Where reads go while the primary is away: host and port of its standbys. Names, passwords and databases are the primary's. */
  DATABASE_STANDBY_URL: postgresUrl,
  /**
   * Base64 of 32 bytes; while it is changed the other one after a comma. For a process that runs several modules; made in
   * DATA_DIR when not in production. A process of one service gets `<NAME>_KEY` instead, from which no other service's keys come.
   */
  MASTER_KEY: secrets().optional(),
  /** gRPC for other processes; not opened when not set. */
  RPC_PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'must be a port, 0 to 65535' })
    .transform(Number)
    .optional(),
  RPC_HOST: z.string().default('127.0.0.1'),
  /** Proves a caller's name between processes of a development set-up. */
  RPC_SHARED_SECRET: z.string().min(16, { error: 'must be at least 16 characters' }).optional(),
  /** PEM files for mutual TLS between processes; all three or none. The certificate's SANs name this process's modules. */
  TLS_CA: z.string().optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  /** What carries facts. */
  BUS: bus.default('postgres'),
  /** While moving to another bus: the one before it, of which what is left is handled first. */
  BUS_FROM: bus.optional(),
  /** The bus in Postgres, when not reached through DATABASE_URL. */
  BUS_DATABASE_URL: postgresUrl,
  /** Copies of every topic, for Kafka and NATS: 3 in production. As many as there are brokers, up to three, when not set. */
  BUS_COPIES: z.enum(['1', '2', '3', '5'], { error: 'must be 1, 2, 3 or 5' }).transform(Number).optional(),
  KAFKA_BROKERS: hosts,
  /** The zone of this process: it reads from the broker nearest to it. */
  KAFKA_RACK: z.string().optional(),
  KAFKA_TLS: flag(false),
  /** SASL, SCRAM-SHA-512; both or none. */
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  NATS_SERVERS: hosts,
  NATS_TLS: flag(false),
  NATS_USERNAME: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  /** Where traces go, OTLP over HTTP; no traces are kept when not set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  /** Share of requests that are traced, 0 to 1. */
  TRACE_SHARE: z
    .string()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, { error: 'must be between 0 and 1' })
    .transform(Number)
    .default(1),
  /** How long a stop waits for requests that are under way. */
  STOP_GRACE_MS: durationMs(10_000),
  /** The zone of this process; when not set, that of the endpoint with its POD_IP. */
  ZONE: z.string().optional(),
  /** Zones that get no calls while there are others, separated by commas. */
  EXCLUDED_ZONES: list([]),
  /** A ConfigMap of the pod's namespace: its key `excluded` lists further such zones, and is followed while the process runs. */
  ZONES_CONFIG_MAP: z.string().optional(),
  POD_IP: z.string().optional(),
  POD_NAMESPACE: z.string().optional(),
  /** Where the Kubernetes API is; Kubernetes gives both to every container. */
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.string().optional(),
  /** The password of the bus's role in Postgres, when BUS_DATABASE_URL has none. */
  BUS_KEY: serviceKey,
  ...perModule('KEY', serviceKey),
  ...perModule('ADDR', address),
  ...perModule('DATABASE_URL', postgresUrl),
  ...perModule('DATABASE_STANDBY_URL', postgresUrl),
})

export type ProcessSettings = z.output<typeof processSettings>

export type BusName = ProcessSettings['BUS']

/** Where a module of another process is. */
export function addressOf(settings: ProcessSettings, name: ServiceName): string | undefined {
  return settings[`${name.toUpperCase() as Uppercase<ServiceName>}_ADDR`]
}

/** A module's own connection, when it has one. */
export function databaseUrlOf(settings: ProcessSettings, name: ServiceName): string | undefined {
  return settings[`${name.toUpperCase() as Uppercase<ServiceName>}_DATABASE_URL`]
}

/** A module's own connection to the standbys of its database, when it has one. */
export function databaseStandbyUrlOf(settings: ProcessSettings, name: ServiceName): string | undefined {
  return settings[`${name.toUpperCase() as Uppercase<ServiceName>}_DATABASE_STANDBY_URL`]
}
