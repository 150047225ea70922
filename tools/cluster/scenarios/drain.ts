import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { ZONES, kubectl } from '../kit.ts'
import { adminPage, podsOf, untilHolds } from '../pods.ts'
import { samplesOf, sumOf } from '../samples.ts'
import {
  APP_SELECTOR,
  NAMESPACE,
  ZONES_CONFIG_MAP,
  appsAreWhole,
  apply,
  rebalance,
  untilRolledOut,
} from '../stack.ts'
import { checkAudit, checkNothingFailed, phaseOf, type Context } from './context.ts'
import { primaryZone } from './outage.ts'

const SCENARIO = '5 a zone drained'
/** Code of new processes is not compiled yet. */
const WARM_UP_MS = 20_000

/** Drains a zone with kubectl, service by service as in the runbook, under a load that never retries; then brings it back. */
export async function drainZone(context: Context): Promise<void> {
  const section = context.section(SCENARIO)
  const primary = await primaryZone()
  const zone = ZONES.find((each) => each !== primary)!
  const load = await context.startLoad(0)
  try {
    await sleep(WARM_UP_MS)
    load.mark('drain')
    const startedAt = Date.now()
    await kubectl`cordon node-${zone}`
    for (const service of SERVICE_NAMES) {
      await kubectl({
        timeoutMs: 130_000,
      })`drain node-${zone} --ignore-daemonsets --delete-emptydir-data --pod-selector app.kubernetes.io/name=${service} --timeout=120s`
      await untilRolledOut(service, 120)
    }
    const tookMs = Date.now() - startedAt
    await sleep(8000)
    const report = await load.stop()
    const what = `kubectl drain of zone ${zone}, ${Math.round(tookMs / 1000)} s`
    checkNothingFailed(section, what, phaseOf(report, 'drain'))
    checkAudit(section, report)
  } finally {
    load.kill()
    await kubectl`uncordon node-${zone}`
  }
  await untilHolds('the seven are whole', 240_000, appsAreWhole)
  await rebalance()
}

/** One value keeps every caller out of a zone. */
export async function excludeZone(context: Context): Promise<void> {
  const section = context.section(SCENARIO)
  const load = await context.startLoad(0)
  try {
    await sleep(2 * WARM_UP_MS)
    load.mark('excluded')
    await applyExcluded('b')
    await sleep(10_000)
    const before = await callsInto('b')
    await sleep(15_000)
    const after = await callsInto('b')
    const report = await load.stop()
    section.check(
      'calls into zone b from 10 s to 25 s after excluded=b',
      String(after - before),
      '0',
      after === before && before > 0,
    )
    checkNothingFailed(section, 'meanwhile', phaseOf(report, 'excluded'))
  } finally {
    load.kill()
    await applyExcluded('')
  }
}

async function applyExcluded(zones: string): Promise<void> {
  const metadata = { name: ZONES_CONFIG_MAP, namespace: NAMESPACE }
  await apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { excluded: zones } }])
}

/** Calls that the services of a zone have answered so far. */
async function callsInto(zone: string): Promise<number> {
  const there = (await podsOf(NAMESPACE, APP_SELECTOR)).filter((pod) => pod.zone === zone)
  const pages = await Promise.all(there.map(({ name }) => adminPage(NAMESPACE, name, '/metrics')))
  return sumOf(pages.flatMap(samplesOf), 'rpc_server_duration_seconds_count')
}
