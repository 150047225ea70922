import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@mymacrotracker/testing'
import { startDrillDatabase } from '../drills/drill-database.ts'
import { Fleet } from '../drills/fleet.ts'
import { probe } from '../drills/probe.ts'
import { Writers } from '../drills/writers.ts'
import { serveClusterFigures } from './cluster-figures.ts'
import { startPrometheus, type Prometheus } from './prometheus.ts'
import { SERVICES } from './services.ts'

const LOAD_MS = 15_000
const AWAY_MS = 8_000
const LIMIT_MS = 60_000

export interface WatchedProduct {
  prometheus: Prometheus
  [Symbol.asyncDispose](): Promise<void>
}

/** The seven in processes of their own, as on Kubernetes, people who use them, and a Prometheus that watches with all rules. One of the seven was away for a while. */
export async function startWatchedProduct(ruleFiles: readonly string[]): Promise<WatchedProduct> {
  await using starting = new AsyncDisposableStack()
  const database = await startDrillDatabase()
  starting.defer(() => database.stop())
  const fleet = await Fleet.start({
    placement: SERVICES.map(({ name }) => [name as Fleet['placement'][number][number]]),
    env: database.env,
  })
  starting.defer(() => fleet.stop())
  const cluster = await serveClusterFigures()
  starting.defer(() => {
    cluster.close()
  })
  const targets = SERVICES.map(({ name }) => ({
    job: `mymacrotracker/${name}`,
    address: new URL(fleet.adminUrlOf(name as Fleet['placement'][number][number])).host,
    labels: { namespace: 'mymacrotracker', pod: `${name}-5d9c-0` },
  }))
  const prometheus = await startPrometheus({
    ruleFiles,
    targets: [...targets, { job: 'cluster', address: `127.0.0.1:${cluster.port}` }],
  })
  starting.defer(() => prometheus.stop())
  await usedByPeople(fleet)
  await eventually(async () => {
    if ((await prometheus.query('count(up == 1)'))[0]?.value[1] !== String(targets.length + 1))
      throw new Error('not every process is scraped')
  }, LIMIT_MS)
  const running = starting.move()
  return { prometheus, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function usedByPeople(fleet: Fleet): Promise<void> {
  const writers = await Writers.signUp(fleet.url, 2)
  const person = writers.people[0]!
  writers.start()
  await reachTarget(fleet.url, person.token)
  await probe({ url: fleet.url, person, forMs: LOAD_MS })
  await fleet.kill('recommender')
  await probe({ url: fleet.url, person, forMs: AWAY_MS })
  await fleet.restart('recommender')
  // A counter's first figure is no growth yet: what happened once at the start happens again.
  await Writers.signUp(fleet.url, 1)
  await reachTarget(fleet.url, writers.people[1]!.token)
  await probe({ url: fleet.url, person, forMs: LOAD_MS })
  await writers.stop()
  // Lag is counted every 10 s.
  await sleep(12_000)
}

/** More than anybody's targets of a day, so that there is something to notify of. */
async function reachTarget(url: string, token: string): Promise<void> {
  const answer = await fetch(`${url}/v1/diary/entries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ meal: 'dinner', name: 'a feast', nutrients: { energyKcal: 6000, proteinG: 400 } }),
  })
  if (answer.status !== 201) throw new Error(`the feast was answered ${answer.status}`)
}
