import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../../images/services.ts'
import { NEXT, rollBack, upgrade } from '../releases.ts'
import { checkAudit, checkNothingFailed, phaseOf } from './context.ts'
import type { Context } from './context.ts'

const SCENARIO = '2 helm upgrade, helm rollback'
const WARM_UP_MS = 40_000

/** Each service moves to its next release, whose migration runs before it, and back, one after the other, under load that never tries again. */
export async function upgradeUnderLoad(context: Context, services: readonly Service[]): Promise<void> {
  const load = await context.startLoad(0)
  const tookMs = new Map<string, number>()
  try {
    // Processes that have just started are still being compiled: what is upgraded in the field has run for days.
    await sleep(WARM_UP_MS)
    for (const service of services) {
      for (const [name, step] of [['upgrade', () => upgrade(service, { tag: NEXT })], ['rollback', () => rollBack(service)]] as const) {
        load.mark(`${name} of ${service}`)
        const startedAt = Date.now()
        await step()
        tookMs.set(`${name} of ${service}`, Date.now() - startedAt)
        // What the old pods still finish belongs to this step.
        await sleep(4000)
      }
    }
    const report = await load.stop()
    const { failedInTheEnd, requests, p99Ms } = phaseOf(report, 'start')
    context.table.tell(SCENARIO, `before, ${WARM_UP_MS / 1000} s after the start of the load`, `${failedInTheEnd} failed of ${requests}, p99 ${p99Ms} ms`)
    for (const [phase, ms] of tookMs) checkNothingFailed(context, SCENARIO, `${phase}, ${(ms / 1000).toFixed(0)} s`, phaseOf(report, phase))
    checkAudit(context, SCENARIO, report)
  } finally {
    load.kill()
  }
}
