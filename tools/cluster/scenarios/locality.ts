import { setTimeout as sleep } from 'node:timers/promises'
import { adminPage, podsOf } from '../pods.ts'
import { samplesOf, sumOf } from '../samples.ts'
import { APP_SELECTOR, NAMESPACE } from '../stack.ts'
import type { Context } from './context.ts'

const SCENARIO = '6 calls that stay in their zone'
const FOR_MS = 30_000
/** Code of new processes is not compiled yet, and callers avoid slow peers. */
const WARM_UP_MS = 120_000

/** The share of calls between services that stays in the caller's zone when all is well. */
export async function stayInZone(context: Context): Promise<void> {
  const load = await context.startLoad(0)
  try {
    await sleep(WARM_UP_MS)
    const before = await callsByZone()
    await sleep(FOR_MS)
    const after = await callsByZone()
    await load.stop()
    const [same, all] = [after.same - before.same, after.all - before.all]
    const percent = all === 0 ? 0 : (same / all) * 100
    context
      .section(SCENARIO)
      .check(
        'share of RPCs between pods of one zone, three replicas each',
        `${percent.toFixed(1)} % of ${all}`,
        '95 %',
        percent >= 95,
      )
  } finally {
    load.kill()
  }
}

async function callsByZone(): Promise<{ same: number; all: number }> {
  // One after another: twenty-one clients of Kubernetes starting at once would slow everything down.
  const pages: string[] = []
  for (const { name } of await podsOf(NAMESPACE, APP_SELECTOR))
    pages.push(await adminPage(NAMESPACE, name, '/metrics'))
  const samples = pages.flatMap(samplesOf)
  return {
    same: sumOf(samples, 'rpc_client_zone_total', ({ zone }) => zone === 'same'),
    all: sumOf(samples, 'rpc_client_zone_total'),
  }
}
