import { createBus, createMovingDriver, type Bus, type BusDriver } from '@mymacrotracker/bus'
import type { Keys } from '@mymacrotracker/keys'
import { isCompacted } from '@mymacrotracker/contracts'
import type { LoadGauge, Logger, Metrics, Tracing } from '@mymacrotracker/telemetry'
import type { Databases } from './databases.ts'
import type { BusName, ProcessSettings } from './settings.ts'
import { untilAvailable } from './until-available.ts'

export interface BusOptions {
  env: ProcessSettings
  keys: Keys
  databases: Databases
  logger: Logger
  metrics: Metrics
  tracing?: Tracing
  loadGauge: LoadGauge
  deliverTwice?: boolean
}

/** The bus chosen in the settings, or two as one while moving between them. Waits until it is available. */
export async function openBus(options: BusOptions, stack: AsyncDisposableStack): Promise<Bus> {
  const { env, logger, metrics, tracing, deliverTwice = false } = options
  const open = async (name: BusName) => {
    const driver = await untilAvailable(`the bus (${name})`, () => DRIVERS[name](options), logger)
    stack.defer(() => driver.close())
    return driver
  }
  if (
    env.NODE_ENV === 'production' &&
    ((env.BUS === 'kafka' && !env.KAFKA_TLS) || (env.BUS === 'nats' && !env.NATS_TLS))
  )
    logger.warn(`facts are sent unencrypted: set ${env.BUS.toUpperCase()}_TLS unless the network is private`)
  const to = await open(env.BUS)
  const driver = env.BUS_FROM ? createMovingDriver({ from: await open(env.BUS_FROM), to }) : to
  return createBus({ driver, logger, metrics, tracing, system: env.BUS, deliverTwice })
}

// A driver's client library is loaded only where it is used.
const DRIVERS: Record<BusName, (options: BusOptions) => Promise<BusDriver>> = {
  async postgres({ databases, keys, logger, metrics, loadGauge }) {
    const { createPostgresDriver } = await import('@mymacrotracker/bus/postgres')
    const url = databases.urlOf('bus')
    return createPostgresDriver({
      url,
      direct: await databases.direct(url),
      sealerOf: parkedSealer(keys),
      logger,
      metrics,
      loadGauge,
      isCompacted,
    })
  },
  async nats({ env, keys, logger, loadGauge }) {
    const { createNatsDriver } = await import('@mymacrotracker/bus/nats')
    const credentials =
      env.NATS_USERNAME && env.NATS_PASSWORD
        ? { username: env.NATS_USERNAME, password: env.NATS_PASSWORD }
        : undefined
    return createNatsDriver({
      servers: env.NATS_SERVERS!,
      clientId: clientId(env),
      tls: env.NATS_TLS,
      ...copies(env),
      ...(credentials && { credentials }),
      sealerOf: parkedSealer(keys),
      logger,
      loadGauge,
      isCompacted,
    })
  },
  async kafka({ env, keys, logger, metrics, loadGauge }) {
    const { createKafkaDriver } = await import('@mymacrotracker/bus/kafka')
    const credentials =
      env.KAFKA_USERNAME && env.KAFKA_PASSWORD
        ? { username: env.KAFKA_USERNAME, password: env.KAFKA_PASSWORD }
        : undefined
    return createKafkaDriver({
      brokers: env.KAFKA_BROKERS!,
      clientId: clientId(env),
      ssl: env.KAFKA_TLS,
      ...copies(env),
      ...(credentials && { credentials }),
      ...(env.KAFKA_RACK && { rack: env.KAFKA_RACK }),
      sealerOf: parkedSealer(keys),
      logger,
      metrics,
      loadGauge,
      isCompacted,
    })
  },
}

/** What a service's consumers park is sealed with that service's own key: `notifier.on-progress` is notifier's. */
const parkedSealer = (keys: Keys) => (group: string) => {
  const service = group.split('.')[0]!
  return keys.has(service) ? keys.forService(service).sealer('parked') : undefined
}
const copies = ({ BUS_COPIES }: ProcessSettings) => (BUS_COPIES === undefined ? {} : { copies: BUS_COPIES })
const clientId = ({ MODULES }: ProcessSettings) =>
  `mymacrotracker-${MODULES.length > 1 ? 'all' : MODULES[0]!}`
