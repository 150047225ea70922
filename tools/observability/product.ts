import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@mymacrotracker/testing'
import type { Fleet } from '../../services/all/test/fleet.ts'
import { probe } from '../drills/probe.ts'
import { startDrillDatabase, startDrillFleet } from '../drills/setup.ts'
import { Writers } from '../drills/writers.ts'
import type { Checks } from '../lib/checks.ts'
import type { Person } from '../lib/person.ts'
import { serveClusterFigures } from './cluster-figures.ts'
import { startPrometheus, type Prometheus } from './prometheus.ts'
import { SERVICES } from './services.ts'

const LOAD_MS = 15_000
const AWAY_MS = 8_000
const LIMIT_MS = 60_000

/**
 * Runs the seven in their own processes, as on Kubernetes, with people who use them and a Prometheus that watches with all rules.
 * One of the seven was away for a while.
 */
export async function startWatchedProduct(
  checks: Pick<Checks, 'defer'>,
  ruleFiles: readonly string[],
): Promise<Prometheus> {
  const database = await startDrillDatabase(checks)
  const fleet = await startDrillFleet(checks, {
    placement: SERVICES.map(({ name }) => [name]),
    env: database.env,
  })
  const cluster = await serveClusterFigures()
  checks.defer(() => cluster.close())
  const targets = SERVICES.map(({ name }) => ({
    job: `mymacrotracker/${name}`,
    address: new URL(fleet.adminUrlOf(name)).host,
    labels: { namespace: 'mymacrotracker', pod: `${name}-5d9c-0` },
  }))
  const prometheus = await startPrometheus({
    ruleFiles,
    targets: [...targets, { job: 'cluster', address: `127.0.0.1:${cluster.port}` }],
  })
  checks.defer(() => prometheus.stop())
  await useProduct(fleet)
  await eventually(async () => {
    if ((await prometheus.query('count(up == 1)'))[0]?.value[1] !== String(targets.length + 1))
      throw new Error('not every process is scraped')
  }, LIMIT_MS)
  return prometheus
}

async function useProduct(fleet: Fleet): Promise<void> {
  const writers = await Writers.signUp(fleet.url, 2)
  const [person, other] = writers.people as [Person, Person]
  writers.start()
  await reachTarget(person)
  await probe(fleet.url, person, LOAD_MS)
  await fleet.kill('recommender')
  await probe(fleet.url, person, AWAY_MS)
  await fleet.restart('recommender')
  // A counter's first sample shows no increase yet: what happened once at the start happens again.
  await Writers.signUp(fleet.url, 1)
  await reachTarget(other)
  await probe(fleet.url, person, LOAD_MS)
  await writers.stop()
  // Lag is counted every 10 s.
  await sleep(12_000)
}

/** Logs more than anybody's daily targets, so that there is something to notify of. */
async function reachTarget({ phone }: Person): Promise<void> {
  const nutrients = { energyKcal: 6000, proteinG: 400 }
  await phone.call('POST', '/v1/diary/entries', { body: { meal: 'dinner', name: 'a feast', nutrients } })
}
