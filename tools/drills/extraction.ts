// Moves a module out of the one process and back, and the bus from Postgres to Kafka, to NATS and back, while people write; then counts.
//   npm run drill:extraction -- [--module recommender] [--seconds 6] [--without-brokers]
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { auditDiary } from './audit.ts'
import { openDrillBus } from './drill-bus.ts'
import { startDrillDatabase } from './drill-database.ts'
import { startDrillKafka, startDrillNats } from './drill-brokers.ts'
import { Fleet } from './fleet.ts'
import { endWith } from './verdict.ts'
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

const database = await startDrillDatabase()
const brokers = values['without-brokers']
  ? undefined
  : { kafka: await startDrillKafka(1), nats: await startDrillNats(1) }
const addresses: Record<string, string> = brokers
  ? { KAFKA_BROKERS: brokers.kafka.bootstrap.join(','), NATS_SERVERS: brokers.nats.servers.join(',') }
  : {}
const busMove = (from: string, to: string): Step[] => [
  {
    title: `bus moved from ${from} to ${to}`,
    placement: apart,
    env: { ...addresses, BUS: to, BUS_FROM: from },
  },
  { title: `${from} let go`, placement: apart, env: { BUS_FROM: '' } },
]
const steps: Step[] = [
  { title: `${moved} moved into a process of its own`, placement: apart, env: {} },
  ...(brokers
    ? [...busMove('postgres', 'kafka'), ...busMove('kafka', 'nats'), ...busMove('nats', 'postgres')]
    : []),
  { title: `${moved} moved back`, placement: together, env: {} },
]

let faults: string[] = ['the drill did not end']
let fleet: Fleet | undefined
try {
  fleet = await Fleet.start({
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
    const away = Date.now() - startedAt
    console.log(
      `${title.padEnd(46)} writes back after ${String(away).padStart(5)} ms   acknowledged so far ${writers.acknowledged.size}`,
    )
  }
  await sleep(Number(values.seconds) * 1000)
  await writers.stop()
  const others = brokers
    ? await Promise.all(['kafka', 'nats'].map((BUS) => openDrillBus({ ...database.env, ...addresses, BUS })))
    : []
  const audit = await auditDiary({
    ownerUrl: database.ownerUrl,
    writers,
    buses: others.map(({ bus }) => bus),
  })
  for (const each of others) await each.close()
  faults = audit.faults
  console.log('')
  for (const line of audit.lines) console.log(`  ${line}`)
} finally {
  await fleet?.stop('SIGKILL')
  await brokers?.kafka.stop()
  await brokers?.nats.stop()
  await database.stop()
}
endWith(faults)
