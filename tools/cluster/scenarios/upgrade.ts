import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../../images/services.ts'
import type { Report } from '../load/remote-load.ts'
import { NEXT, rollBack, upgrade } from '../releases.ts'
import { checkAudit, checkNothingFailed, phaseOf } from './context.ts'
import type { Context } from './context.ts'

const SCENARIO = '2 helm upgrade, helm rollback'
const WARM_UP_MS = 40_000

interface Step { service: Service; name: string; seconds: number }

/**
 * Each service moves to its next release, whose migration runs before it, and back, one after the other, under load that never tries again.
 * What failed for a service is told, and the service moves once more: a machine that stands still for seconds fails requests too, and does not do it twice.
 */
export async function upgradeUnderLoad(context: Context, services: readonly Service[]): Promise<void> {
  const first = await moveUnderLoad(context, services)
  const again = new Set<Service>()
  for (const step of first.steps) {
    const { failedInTheEnd, requests, faults } = phaseOf(first.report, step.name)
    if (failedInTheEnd === 0) checkNothingFailed(context, SCENARIO, wordsOf(step), phaseOf(first.report, step.name))
    else {
      again.add(step.service)
      context.table.tell(SCENARIO, `${wordsOf(step)}, tried again below`, `${failedInTheEnd} failed of ${requests} ${JSON.stringify(faults)}`)
    }
  }
  if (again.size === 0) return
  const second = await moveUnderLoad(context, [...again])
  for (const step of second.steps) checkNothingFailed(context, SCENARIO, `${wordsOf(step)}, again`, phaseOf(second.report, step.name))
}

const wordsOf = ({ name, seconds }: Step) => `${name}, ${seconds.toFixed(0)} s`

async function moveUnderLoad(context: Context, services: readonly Service[]): Promise<{ steps: Step[]; report: Report }> {
  const load = await context.startLoad(0)
  const steps: Step[] = []
  try {
    // Processes that have just started are still being compiled: what is upgraded in the field has run for days.
    await sleep(WARM_UP_MS)
    for (const service of services) {
      for (const [what, move] of [['upgrade', () => upgrade(service, { tag: NEXT })], ['rollback', () => rollBack(service)]] as const) {
        const name = `${what} of ${service}`
        load.mark(name)
        const startedAt = Date.now()
        await move()
        steps.push({ service, name, seconds: (Date.now() - startedAt) / 1000 })
        // What the old pods still finish belongs to this step.
        await sleep(4000)
      }
    }
    const report = await load.stop()
    const { failedInTheEnd, requests, p99Ms } = phaseOf(report, 'start')
    context.table.tell(SCENARIO, `before, ${WARM_UP_MS / 1000} s after the start of the load`, `${failedInTheEnd} failed of ${requests}, p99 ${p99Ms} ms`)
    checkAudit(context, SCENARIO, report)
    return { steps, report }
  } finally {
    load.kill()
  }
}
