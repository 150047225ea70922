// Takes the broker away, then Postgres (refusing connections, then stalled), while seven processes serve people; then counts.
//   npm run drill:away -- [--seconds 120]
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import type { Fleet } from '../../services/all/test/fleet.ts'
import { runDrill, type Drill } from '../lib/checks.ts'
import { auditDiary } from './audit.ts'
import { probe } from './probe.ts'
import {
  openDrillBus,
  startDrillDatabase,
  startDrillFleet,
  startDrillKafka,
  type DrillDatabase,
} from './setup.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } })
const awayMs = Number(values.seconds) * 1000
/** A phone waits 3 s; the rest is for a busy machine, on which the drill itself is late. */
const ANSWER_LIMIT_MS = 5000
/** Share of attempts that may fail on a busy machine. */
const LOST_SHARE = 0.01
const DRAIN_LIMIT_MS = 60_000

const print = (what: string, figures: string) => console.log(`${what.padEnd(44)} ${figures}`)

interface Setup {
  drill: Drill
  database: DrillDatabase
  fleet: Fleet
  writers: Writers
}

await runDrill(async (drill) => {
  const database = await startDrillDatabase(drill)
  const kafka = await startDrillKafka(drill, 1)
  const env = { ...database.env, BUS: 'kafka', KAFKA_BROKERS: kafka.bootstrap.join(',') }
  const fleet = await startDrillFleet(drill, { placement: SERVICE_NAMES.map((name) => [name]), env })
  const writers = await Writers.signUp(fleet.url, 4)
  const pids = SERVICE_NAMES.map((name) => fleet.pidOf(name))
  writers.start()
  await sleep(3000)

  const before = { acknowledged: writers.acknowledged.size, retries: writers.retries }
  await kafka.kill(1)
  await sleep(awayMs)
  const written = writers.acknowledged.size - before.acknowledged
  const repeated = writers.retries - before.retries
  print(
    `broker away for ${values.seconds} s`,
    `writes acknowledged ${written}, requests repeated ${repeated}`,
  )
  drill.expect(written > 0, 'no write was acknowledged while the broker was away')
  drill.expect(repeated <= written * LOST_SHARE, 'writes failed while the broker was away')
  const backAt = Date.now()
  await kafka.start(1)
  const bus = await openDrillBus(drill, env)
  const drainedMs = await backlogDrained(database, backAt)
  print(
    'broker back',
    `backlog drained after ${drainedMs === undefined ? 'more than 60 s' : `${drainedMs} ms`}`,
  )
  drill.expect(drainedMs !== undefined, 'the backlog was not drained 60 s after the broker was back')

  for (const state of ['refusing', 'stalled'] as const)
    await losePostgres({ drill, database, fleet, writers }, state)
  drill.expect(
    SERVICE_NAMES.every((name, at) => fleet.isRunning(name) && fleet.pidOf(name) === pids[at]),
    'a process ended',
  )
  await sleep(3000)
  await writers.stop()
  await auditDiary(drill, { ownerUrl: database.ownerUrl, writers, buses: [bus] })
})

async function losePostgres(
  { drill, database, fleet, writers }: Setup,
  state: 'refusing' | 'stalled',
): Promise<void> {
  if (state === 'refusing') await database.gate.refuse()
  else database.gate.silence()
  const answers = await probe(fleet.url, writers.people[0]!, awayMs)
  const slowestMs = Math.round(Math.max(...answers.map(({ tookMs }) => tookMs)))
  const wrong = answers.filter(({ verdict }) => verdict === 'wrong')
  print(
    `Postgres ${state} for ${values.seconds} s`,
    `${answers.length} requests: ${tally(answers)}; slowest answer ${slowestMs} ms`,
  )
  drill.expect(slowestMs <= ANSWER_LIMIT_MS, `an answer took ${slowestMs} ms while Postgres was ${state}`)
  drill.expect(
    wrong.length === 0,
    `answers other than "unavailable" while Postgres was ${state}: ${tally(wrong)}`,
  )
  for (const name of SERVICE_NAMES)
    drill.expect(
      await isAlive(fleet.adminUrlOf(name)),
      `${name} failed its liveness check while Postgres was ${state}`,
    )
  await database.gate.open()
  const [openAt, size] = [Date.now(), writers.acknowledged.size]
  while (writers.acknowledged.size <= size + writers.people.length && Date.now() - openAt < DRAIN_LIMIT_MS)
    await sleep(10)
  print('Postgres back', `everybody writes again after ${Date.now() - openAt} ms`)
  await sleep(2000)
}

/** Waits until every outbox holds only what was written just now, as the writers go on. */
async function backlogDrained(database: DrillDatabase, since: number): Promise<number | undefined> {
  while (Date.now() - since < DRAIN_LIMIT_MS) {
    if ((await database.oldestUnsentSeconds()) < 2) return Date.now() - since
    await sleep(100)
  }
  return undefined
}

function isAlive(adminUrl: string): Promise<boolean> {
  return fetch(`${adminUrl}/healthz`, { signal: AbortSignal.timeout(5000) }).then(
    ({ status }) => status === 200,
    () => false,
  )
}

function tally(answers: readonly { label: string }[]): string {
  return [...Map.groupBy(answers, ({ label }) => label)]
    .map(([label, each]) => `${each.length} × ${label}`)
    .join(', ')
}
