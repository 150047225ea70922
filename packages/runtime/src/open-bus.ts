import { createBus, createMovingDriver } from '@mymacrotracker/bus'
import type { Bus, BusDriver } from '@mymacrotracker/bus'
import type { MasterKey } from '@mymacrotracker/config'
import type { Foreground, Logger, Metrics } from '@mymacrotracker/telemetry'
import type { Databases } from './databases.ts'
import type { BusName, ProcessSettings } from './settings.ts'
import { untilThere } from './until-there.ts'

export interface BusOptions { env: ProcessSettings; key: MasterKey; databases: Databases; logger: Logger; metrics: Metrics; foreground: Foreground; deliverTwice?: boolean }

/** The bus that the settings name; two in one while moving from one to the other. Waits until it is there. */
export async function openBus(options: BusOptions, stack: AsyncDisposableStack): Promise<Bus> {
  const { env, logger, metrics, deliverTwice = false } = options
  const open = async (name: BusName) => {
    const driver = await untilThere(`the bus (${name})`, () => DRIVERS[name](options), logger)
    stack.defer(() => driver.close())
    return driver
  }
  const to = await open(env.BUS)
  const driver = env.BUS_FROM ? createMovingDriver({ from: await open(env.BUS_FROM), to }) : to
  return createBus({ driver, logger, metrics, deliverTwice })
}

// A driver's client library is loaded only where it is used.
const DRIVERS: Record<BusName, (options: BusOptions) => Promise<BusDriver>> = {
  async postgres({ databases, key, logger, metrics, foreground }) {
    const { createPostgresDriver } = await import('@mymacrotracker/bus')
    const url = databases.urlOf('bus')
    return createPostgresDriver({ url, direct: await databases.direct(url), sealer: key.sealer('parked'), logger, metrics, foreground })
  },
  async nats() { throw new Error('not yet') },
  async kafka() { throw new Error('not yet') },
}
