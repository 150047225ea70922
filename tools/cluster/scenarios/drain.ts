import { setTimeout as sleep } from 'node:timers/promises'
import { SEVEN } from '../../images/services.ts'
import { ZONES, kubectl } from '../kit.ts'
import { adminPage, podsOf, untilHolds } from '../pods.ts'
import { samplesOf, sumOf } from '../samples.ts'
import { APP_SELECTOR, NAMESPACE, ZONES_CONFIG_MAP, appsAreWhole, rebalance } from '../stack.ts'
import { checkAudit, checkNothingFailed, phaseOf, type Context } from './context.ts'
import { primaryZone } from './outage.ts'

const SCENARIO = '5 a zone drained'
/** Processes that have just started are still being compiled. */
const WARM_UP_MS = 20_000

/** The seven leave a zone by kubectl drain, one service after the other as the runbook has it, under load that never tries again; and come back. */
export async function drainZone(context: Context): Promise<void> {
  const primary = await primaryZone()
  const zone = ZONES.find((each) => each !== primary)!
  const load = await context.startLoad(0)
  try {
    await sleep(WARM_UP_MS)
    load.mark('drain')
    const startedAt = Date.now()
    await kubectl(['cordon', `node-${zone}`])
    for (const service of SEVEN) {
      await kubectl(
        [
          'drain',
          `node-${zone}`,
          '--ignore-daemonsets',
          '--delete-emptydir-data',
          '--pod-selector',
          `app.kubernetes.io/name=${service}`,
          '--timeout=120s',
        ],
        { timeoutMs: 130_000 },
      )
      await kubectl(['-n', NAMESPACE, 'rollout', 'status', `deployment/${service}`, '--timeout=120s'], {
        timeoutMs: 130_000,
      })
    }
    const tookMs = Date.now() - startedAt
    await sleep(8000)
    const report = await load.stop()
    checkNothingFailed(
      context,
      SCENARIO,
      `kubectl drain of zone ${zone}, ${Math.round(tookMs / 1000)} s`,
      phaseOf(report, 'drain'),
    )
    checkAudit(context, SCENARIO, report)
  } finally {
    load.kill()
    await kubectl(['uncordon', `node-${zone}`])
  }
  await untilHolds('the seven are whole', 240_000, appsAreWhole)
  await rebalance()
}

/** One value takes a zone out of every caller's choice. */
export async function excludeZone(context: Context): Promise<void> {
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
    context.table.check({
      scenario: SCENARIO,
      what: 'calls into zone b from 10 s to 25 s after excluded=b',
      value: String(after - before),
      limit: '0',
      holds: after === before && before > 0,
    })
    checkNothingFailed(context, SCENARIO, 'meanwhile', phaseOf(report, 'excluded'))
  } finally {
    load.kill()
    await applyExcluded('')
  }
}

async function applyExcluded(zones: string): Promise<void> {
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: ZONES_CONFIG_MAP, namespace: NAMESPACE },
    data: { excluded: zones },
  }
  await kubectl(['apply', '-f', '-'], { input: JSON.stringify(manifest) })
}

/** Calls that the services of a zone have answered so far. */
async function callsInto(zone: string): Promise<number> {
  const there = (await podsOf(NAMESPACE, APP_SELECTOR)).filter((pod) => pod.zone === zone)
  const pages = await Promise.all(there.map(({ name }) => adminPage(NAMESPACE, name, '/metrics')))
  return sumOf(pages.flatMap(samplesOf), 'rpc_server_duration_seconds_count')
}
