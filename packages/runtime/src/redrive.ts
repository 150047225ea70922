import { parseArgs } from 'node:util'
import type { Bus } from '@mymacrotracker/bus'
import type { Keys } from '@mymacrotracker/keys'
import { createLoadGauge, createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { createDatabases } from './databases.ts'
import { openBus } from './open-bus.ts'
import type { ProcessSettings } from './settings.ts'

const USAGE = `redrive                          lists what is parked, by consumer and key
redrive --group NAME [--key K]   hands it to its consumer again`

interface CommandBusOptions {
  env: ProcessSettings
  keys: Keys
  ownerUrl?: string | undefined
}

/** The bus for a command, which consumes nothing. */
export async function openCommandBus({
  env,
  keys,
  ownerUrl,
}: CommandBusOptions): Promise<{ bus: Bus; close(): Promise<void> }> {
  const logger = createLogger({ level: env.LOG_LEVEL, name: 'command' })
  const stack = new AsyncDisposableStack()
  try {
    const databases = createDatabases({ env, keys, ownerUrl, logger }, stack)
    const bus = await openBus(
      { env, keys, databases, logger, metrics: createMetrics(), loadGauge: createLoadGauge() },
      stack,
    )
    return { bus, close: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** Lists parked messages, or hands them to their consumer again. Returns the text to print. */
export async function redrive({
  args,
  ...options
}: CommandBusOptions & { args: readonly string[] }): Promise<string> {
  const { values } = parseArgs({
    args: [...args],
    options: { group: { type: 'string' }, key: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help || (values.key && !values.group)) return USAGE
  const { bus, close } = await openCommandBus(options)
  try {
    return values.group
      ? `${await bus.redrive(values.group, values.key)} messages go to ${values.group} again`
      : await listing(bus)
  } finally {
    await close()
  }
}

async function listing(bus: Bus): Promise<string> {
  const parked = await bus.parked()
  if (parked.length === 0) return 'nothing is parked'
  return parked
    .map(
      ({ topic, key, eventId, reason, parkedAt }) =>
        `${parkedAt.toISOString()}  ${topic}  key ${key}  event ${eventId}  ${reason}`,
    )
    .join('\n')
}
