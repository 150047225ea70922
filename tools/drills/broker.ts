// Kills brokers that lead partitions of the diary, one after another, while people write. Then counts: every acknowledged entry
// is in every consumer's view, once.
//   npm run drill:broker -- [--kills 30]
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { diaryTopic } from '@mymacrotracker/contracts'
import { Kafka, logLevel } from 'kafkajs'
import { runDrill } from '../lib/checks.ts'
import { auditDiary } from './audit.ts'
import { startWitness } from './broker-witness.ts'
import { openDrillBus, startDrillDatabase, startDrillFleet, startDrillKafka } from './setup.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '30' }, writers: { type: 'string', default: '12' } },
})
const kills = Number(values.kills)
const BROKERS = [1, 2, 3]
/** An access token is valid for ten minutes; before that new writers take over. */
const SHIFT_MS = 480_000
const IN_SYNC_LIMIT_MS = 120_000
/** How long a broker stays away: at the lower end it may be back before another one leads. */
const AWAY_MS = { least: 500, most: 12_000 }
const killed = new Map(BROKERS.map((id) => [id, 0]))

await runDrill(async (drill) => {
  const database = await startDrillDatabase(drill)
  const kafka = await startDrillKafka(drill, 3)
  const env = {
    ...database.env,
    BUS: 'kafka',
    KAFKA_BROKERS: kafka.bootstrap.join(','),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
  }
  const fleet = await startDrillFleet(drill, {
    placement: [
      ['gateway', 'auth', 'profile', 'integrations', 'events'],
      ['recommender', 'notifier'],
    ],
    env,
    envOf: { gateway: { KAFKA_RACK: 'a' }, recommender: { KAFKA_RACK: 'b' } },
  })
  const bus = await openDrillBus(drill, env)
  const witness = await startWitness(bus)
  let writers = await nextShift(fleet.url)
  let shiftSinceMs = Date.now()
  const pace = watchPace(() => writers.acknowledged.size)
  drill.defer(pace.stop)
  await sleep(3000)
  for (let kill = 1; kill <= kills; kill++) {
    if (Date.now() - shiftSinceMs > SHIFT_MS) {
      writers = await nextShift(fleet.url, writers)
      shiftSinceMs = Date.now()
    }
    const { id, leads } = await nextVictim(kafka.bootstrap)
    killed.set(id, killed.get(id)! + 1)
    pace.reset()
    await kafka.kill(id)
    const awayMs = AWAY_MS.least + Math.random() * (AWAY_MS.most - AWAY_MS.least)
    await sleep(awayMs)
    await kafka.start(id)
    const backMs = await untilInSync(kafka.bootstrap)
    console.log(
      `kill ${String(kill).padStart(2)}/${kills}  broker ${id}, leader of ${String(leads).padStart(2)} of 12  away ${seconds(awayMs)}  in sync after ${seconds(backMs)}  longest gap of writes ${seconds(pace.gapMs())}, of facts ${seconds(witness.gapMs())}  acknowledged so far ${writers.acknowledged.size}`,
    )
  }
  await sleep(2000)
  await writers.stop()
  pace.stop()
  console.log(`\n${kills} kills: ${BROKERS.map((id) => `broker ${id} ${killed.get(id)}`).join(', ')}`)
  await auditDiary(drill, { ownerUrl: database.ownerUrl, writers, buses: [bus] })
  const { longestUntilHandledMs } = await witness.audit(drill, database.ownerUrl)
  console.table({
    acknowledged: { figure: writers.acknowledged.size },
    'longest gap between acknowledged writes': { figure: seconds(pace.longestMs()) },
    'longest gap between facts received': { figure: seconds(witness.longestGapMs()) },
    'longest from a write to its fact on the bus': { figure: seconds(witness.longestDelayMs()) },
    'longest from a write to the recommender': { figure: seconds(longestUntilHandledMs) },
  })
})

/** New people take over; what was acknowledged to the previous ones still counts. */
async function nextShift(url: string, before?: Writers): Promise<Writers> {
  const writers = await Writers.signUp(url, Number(values.writers))
  await before?.stop()
  for (const [id, each] of before?.acknowledged ?? []) writers.acknowledged.set(id, each)
  writers.retries += before?.retries ?? 0
  writers.start()
  return writers
}

/** The least often killed broker of those that lead a partition of the diary. */
async function nextVictim(brokers: string[]): Promise<{ id: number; leads: number }> {
  const leaders = (await metadata(brokers))
    .find(({ name }) => name === diaryTopic.name)!
    .partitions.map(({ leader }) => leader)
  const [id] = BROKERS.filter((each) => leaders.includes(each)).sort(
    (a, b) => killed.get(a)! - killed.get(b)! || Math.random() - 0.5,
  )
  return { id: id!, leads: leaders.filter((each) => each === id).length }
}

/** Waits until every replica of every partition is in sync: only then may another broker go. */
async function untilInSync(brokers: string[]): Promise<number> {
  for (const startedAt = Date.now(); ;) {
    const behind = (await metadata(brokers))
      .flatMap(({ partitions }) => partitions)
      .filter(({ leader, isr, replicas }) => leader < 0 || isr.length < replicas.length)
    if (behind.length === 0) return Date.now() - startedAt
    if (Date.now() - startedAt > IN_SYNC_LIMIT_MS)
      throw new Error(`${behind.length} partitions were not in sync after ${IN_SYNC_LIMIT_MS / 1000} s`)
    await sleep(200)
  }
}

async function metadata(brokers: string[]) {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin()
  try {
    await admin.connect()
    return (await admin.fetchTopicMetadata()).topics
  } finally {
    await admin.disconnect()
  }
}

function watchPace(acknowledged: () => number) {
  let count = 0
  let lastMs = Date.now()
  let gapMs = 0
  let longestMs = 0
  const timer = setInterval(() => {
    const now = Date.now()
    gapMs = Math.max(gapMs, now - lastMs)
    longestMs = Math.max(longestMs, gapMs)
    if (acknowledged() === count) return
    count = acknowledged()
    lastMs = now
  }, 10)
  return {
    gapMs: () => gapMs,
    longestMs: () => longestMs,
    reset() {
      gapMs = 0
      lastMs = Date.now()
    },
    stop: () => clearInterval(timer),
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(6)
}
