// Takes the broker away, then Postgres (refusing connections, then silent), while seven processes serve people; then counts.
//   npm run drill:away -- [--seconds 120]
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { auditDiary } from './audit.ts'
import { openDrillBus } from './drill-bus.ts'
import { startDrillDatabase } from './drill-database.ts'
import { startDrillKafka } from './drill-brokers.ts'
import { Fleet } from './fleet.ts'
import { probe } from './probe.ts'
import { endWith } from './verdict.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } })
const awayMs = Number(values.seconds) * 1000
/** A phone waits 3 s; the rest is for a busy machine, on which the drill itself is late. */
const ANSWER_LIMIT_MS = 5000
/** Tries that a busy machine may lose. */
const LOST_SHARE = 0.01
const DRAIN_LIMIT_MS = 60_000

const faults: string[] = []
const say = (what: string, figures: string) => console.log(`${what.padEnd(44)} ${figures}`)
const expect = (holds: boolean, fault: string) => {
  if (!holds) faults.push(fault)
}

const database = await startDrillDatabase()
const kafka = await startDrillKafka(1)
const env = { ...database.env, BUS: 'kafka', KAFKA_BROKERS: kafka.bootstrap.join(',') }
let fleet: Fleet | undefined
try {
  fleet = await Fleet.start({ placement: SERVICE_NAMES.map((name) => [name]), env })
  const writers = await Writers.signUp(fleet.url, 4)
  const pids = SERVICE_NAMES.map((name) => fleet!.pidOf(name))
  writers.start()
  await sleep(3000)

  const before = { acknowledged: writers.acknowledged.size, retries: writers.retries }
  await kafka.kill(1)
  await sleep(awayMs)
  const written = writers.acknowledged.size - before.acknowledged
  say(
    `broker away for ${values.seconds} s`,
    `writes acknowledged ${written}, tries repeated ${writers.retries - before.retries}`,
  )
  expect(written > 0, 'no write was acknowledged while the broker was away')
  expect(writers.retries - before.retries <= written * LOST_SHARE, 'writes failed while the broker was away')
  const backAt = Date.now()
  await kafka.start(1)
  const bus = await openDrillBus(env)
  const drainedMs = await backlogDrained(backAt)
  say(
    'broker back',
    `backlog drained after ${drainedMs === undefined ? 'more than 60 s' : `${drainedMs} ms`}`,
  )
  expect(drainedMs !== undefined, 'the backlog was not drained 60 s after the broker was back')

  const [person] = writers.people
  for (const kind of ['refusing', 'silent'] as const) {
    if (kind === 'refusing') await database.gate.refuse()
    else database.gate.silence()
    const answers = await probe({ url: fleet.url, person: person!, forMs: awayMs })
    const slowestMs = Math.max(...answers.map(({ tookMs }) => tookMs))
    const wrong = answers.filter(({ verdict }) => verdict === 'wrong')
    say(
      `Postgres ${kind} for ${values.seconds} s`,
      `${answers.length} requests: ${count(answers.map(({ label }) => label))}; slowest answer ${Math.round(slowestMs)} ms`,
    )
    expect(
      slowestMs <= ANSWER_LIMIT_MS,
      `an answer took ${Math.round(slowestMs)} ms while Postgres was ${kind}`,
    )
    expect(
      wrong.length === 0,
      `answers that are not "unavailable" while Postgres was ${kind}: ${count(wrong.map(({ label }) => label))}`,
    )
    for (const name of SERVICE_NAMES)
      expect(
        await isAlive(fleet.adminUrlOf(name)),
        `${name} failed its liveness check while Postgres was ${kind}`,
      )
    await database.gate.open()
    const [openAt, size] = [Date.now(), writers.acknowledged.size]
    while (writers.acknowledged.size <= size + writers.people.length && Date.now() - openAt < DRAIN_LIMIT_MS)
      await sleep(10)
    say('Postgres back', `everybody writes again after ${Date.now() - openAt} ms`)
    await sleep(2000)
  }
  expect(
    SERVICE_NAMES.every((name, at) => fleet!.isRunning(name) && fleet!.pidOf(name) === pids[at]),
    'a process ended',
  )
  await sleep(3000)
  await writers.stop()
  const audit = await auditDiary({ ownerUrl: database.ownerUrl, writers, buses: [bus.bus] })
  await bus.close()
  for (const line of audit.lines) console.log(`  ${line}`)
  faults.push(...audit.faults)
} catch (error) {
  faults.push(String((error as Error).stack))
} finally {
  await fleet?.stop('SIGKILL')
  await kafka.stop()
  await database.stop()
}
endWith(faults)

/** Whether every outbox is down to what was written just now; the writers go on. */
async function backlogDrained(since: number): Promise<number | undefined> {
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

function count(labels: readonly string[]): string {
  return [...Map.groupBy(labels, (label) => label)]
    .map(([label, each]) => `${each.length} × ${label}`)
    .join(', ')
}
