// Moves a module out of the one process and back, and the bus from Postgres to Kafka and back, while people write; then counts.
//   npm run drill:extraction -- [--module recommender] [--seconds 6] [--without-kafka]
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { MODULE_NAMES } from '@mymacrotracker/runtime'
import type { ModuleName } from '@mymacrotracker/runtime'
import { auditDiary } from './audit.ts'
import { openDrillBus } from './drill-bus.ts'
import { startDrillDatabase } from './drill-database.ts'
import { startDrillKafka } from './drill-kafka.ts'
import { Fleet } from './fleet.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({ options: { module: { type: 'string', default: 'recommender' }, seconds: { type: 'string', default: '6' }, 'without-kafka': { type: 'boolean', default: false } } })
const moved = MODULE_NAMES.find((name) => name === values.module)
if (!moved || moved === 'gateway') throw new Error(`--module must be one of ${MODULE_NAMES.filter((name) => name !== 'gateway').join(', ')}`)
const together: ModuleName[][] = [[...MODULE_NAMES].reverse()]
const apart: ModuleName[][] = [together[0]!.filter((name) => name !== moved), [moved]]

const database = await startDrillDatabase()
const kafka = values['without-kafka'] ? undefined : await startDrillKafka(1)
const onKafka = kafka && { KAFKA_BROKERS: kafka.bootstrap.join(',') }
const steps: { title: string; placement: ModuleName[][]; env: Record<string, string> }[] = [
  { title: `${moved} moved into a process of its own`, placement: apart, env: {} },
  ...(onKafka ? [
    { title: 'bus moved from postgres to kafka', placement: apart, env: { ...onKafka, BUS: 'kafka', BUS_FROM: 'postgres' } },
    { title: 'postgres let go', placement: apart, env: { BUS_FROM: '' } },
    { title: 'bus moved from kafka to postgres', placement: apart, env: { BUS: 'postgres', BUS_FROM: 'kafka' } },
    { title: 'kafka let go', placement: apart, env: { BUS_FROM: '' } },
  ] : []),
  { title: `${moved} moved back`, placement: together, env: {} },
]

let faults: string[] = ['the drill did not end']
let fleet: Fleet | undefined
try {
  fleet = await Fleet.start({ placement: together, env: { ...database.env, BUS: 'postgres', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal' } })
  const writers = await Writers.signUp(fleet.url, 6)
  writers.start()
  for (const { title, placement, env } of steps) {
    await sleep(Number(values.seconds) * 1000)
    const startedAt = Date.now()
    await fleet.rearrange(placement, env)
    const before = writers.acknowledged.size
    while (writers.acknowledged.size <= before) await sleep(5)
    const away = Date.now() - startedAt
    console.log(`${title.padEnd(46)} writes back after ${String(away).padStart(5)} ms   acknowledged so far ${writers.acknowledged.size}`)
  }
  await sleep(Number(values.seconds) * 1000)
  await writers.stop()
  const bus = onKafka && await openDrillBus({ ...database.env, ...onKafka, BUS: 'kafka' })
  const audit = await auditDiary({ ownerUrl: database.ownerUrl, writers, ...(bus && { bus: bus.bus }) })
  await bus?.close()
  faults = audit.faults
  console.log('')
  for (const line of audit.lines) console.log(`  ${line}`)
  for (const fault of faults) console.log(`  FAULT: ${fault}`)
} finally {
  await fleet?.stop('SIGKILL')
  await kafka?.stop()
  await database.stop()
}
console.log(`\n${faults.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed'}`)
process.exit(faults.length === 0 ? 0 : 1)
