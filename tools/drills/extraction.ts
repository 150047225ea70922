// Moves a module out of the one process and back, and the bus from Postgres to Kafka, to NATS and back, while people write;
// then counts.
//   npm run drill:extraction -- [--module recommender] [--seconds 6] [--without-brokers]
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { runDrill } from '../lib/checks.ts'
import { auditDiary } from './audit.ts'
import {
  openDrillBus,
  startDrillDatabase,
  startDrillFleet,
  startDrillKafka,
  startDrillNats,
} from './setup.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({
  options: {
    module: { type: 'string', default: 'recommender' },
    seconds: { type: 'string', default: '6' },
    'without-brokers': { type: 'boolean', default: false },
  },
})
const moved = SERVICE_NAMES.find((name) => name === values.module)
if (!moved || moved === 'gateway')
  throw new Error(`--module must be one of ${SERVICE_NAMES.filter((name) => name !== 'gateway').join(', ')}`)
const together: ServiceName[][] = [[...SERVICE_NAMES].reverse()]
const apart: ServiceName[][] = [together[0]!.filter((name) => name !== moved), [moved]]

interface Step {
  title: string
  placement: ServiceName[][]
  env: Record<string, string>
}

await runDrill(async (drill) => {
  const database = await startDrillDatabase(drill)
  const addresses: Record<string, string> = values['without-brokers']
    ? {}
    : {
        KAFKA_BROKERS: (await startDrillKafka(drill, 1)).bootstrap.join(','),
        NATS_SERVERS: (await startDrillNats(drill, 1)).servers.join(','),
      }
  const moveBus = (from: string, to: string): Step[] => [
    {
      title: `bus moved from ${from} to ${to}`,
      placement: apart,
      env: { ...addresses, BUS: to, BUS_FROM: from },
    },
    { title: `${from} let go`, placement: apart, env: { BUS_FROM: '' } },
  ]
  const steps: Step[] = [
    { title: `${moved} moved into its own process`, placement: apart, env: {} },
    ...(values['without-brokers']
      ? []
      : [...moveBus('postgres', 'kafka'), ...moveBus('kafka', 'nats'), ...moveBus('nats', 'postgres')]),
    { title: `${moved} moved back`, placement: together, env: {} },
  ]
  const fleet = await startDrillFleet(drill, {
    placement: together,
    env: { ...database.env, BUS: 'postgres', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal' },
  })
  const writers = await Writers.signUp(fleet.url, 6)
  writers.start()
  for (const { title, placement, env } of steps) {
    await sleep(Number(values.seconds) * 1000)
    const startedAt = Date.now()
    await fleet.rearrange(placement, env)
    const before = writers.acknowledged.size
    while (writers.acknowledged.size <= before) await sleep(5)
    const awayMs = String(Date.now() - startedAt).padStart(5)
    console.log(
      `${title.padEnd(46)} writes back after ${awayMs} ms   acknowledged so far ${writers.acknowledged.size}`,
    )
  }
  await sleep(Number(values.seconds) * 1000)
  await writers.stop()
  const buses = values['without-brokers']
    ? []
    : await Promise.all(
        ['kafka', 'nats'].map((BUS) => openDrillBus(drill, { ...database.env, ...addresses, BUS })),
      )
  await auditDiary(drill, { ownerUrl: database.ownerUrl, writers, buses })
})
