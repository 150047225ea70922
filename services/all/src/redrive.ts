import { parseArgs } from 'node:util'
import { createBus, createPostgresDriver } from '@mymacrotracker/bus'
import type { Bus } from '@mymacrotracker/bus'
import { connectDirect } from '@mymacrotracker/database'
import { readSettings, roleUrl } from '@mymacrotracker/runtime'
import { createForeground, createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { exitWithFaults } from './exit-with-faults.ts'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

const USAGE = `usage: npm run redrive                          lists what is parked, by consumer and key
       npm run redrive -- --group NAME [--key K]   hands it to its consumer again`

/** Lists parked messages, or hands them to their consumer again once the cause is mended. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { group: { type: 'string' }, key: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help || (values.key && !values.group)) return console.log(USAGE)
  const settings = readSettings(modules, process.env)
  const database = await openCommandDatabase(settings.process)
  const logger = createLogger({ level: settings.process.LOG_LEVEL, name: 'redrive' })
  const url = roleUrl(database.ownerUrl, database.key, 'bus')
  const direct = await connectDirect(url, (error) => logger.warn({ err: error }, 'the direct database connection failed'))
  const metrics = createMetrics()
  const bus = createBus({ driver: await createPostgresDriver({ url, direct, sealer: database.key.sealer('parked'), logger, metrics, foreground: createForeground() }), logger, metrics })
  try {
    if (values.group) console.log(`${await bus.redrive(values.group, values.key)} messages go to ${values.group} again`)
    else console.log(await listing(bus))
  } finally {
    await bus.close()
    await direct.close()
    await database.close()
  }
}

async function listing(bus: Bus): Promise<string> {
  const parked = await bus.parked()
  if (parked.length === 0) return 'nothing is parked'
  return parked.map(({ topic, key, eventId, reason, parkedAt }) => `${parkedAt.toISOString()}  ${topic}  key ${key}  event ${eventId}  ${reason}`).join('\n')
}

main().catch(exitWithFaults)
