import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../../images/services.ts'
import type { Report } from '../load/remote-load.ts'
import { NEXT, rollBack, upgrade } from '../releases.ts'
import { checkAudit, checkNothingFailed, phaseOf, type Context } from './context.ts'

const SCENARIO = '2 helm upgrade, helm rollback'
/** Every process has just started, so all of them are still being compiled. */
const WARM_UP_MS = 120_000
/** So long new processes run before the next step takes their place: nobody rolls back what has just started. */
const SETTLE_MS = 20_000
const MOST_ATTEMPTS = 3

interface Step {
  service: Service
  name: string
  seconds: number
}

/**
 * Each service moves to its next release, whose migration runs before it, and back, one after the other, under load that never tries again.
 * What failed for a service is told, and the service moves again, twice at most: a machine that stands still for seconds fails requests too, and does not go on
 * doing so.
 */
export async function upgradeUnderLoad(context: Context, services: readonly Service[]): Promise<void> {
  let left = [...services]
  for (let attempt = 1; left.length > 0; attempt++) {
    const { steps, report } = await moveUnderLoad(context, left)
    const again = new Set<Service>()
    for (const step of steps) {
      const figures = phaseOf(report, step.name)
      if (figures.failedInTheEnd === 0 || attempt === MOST_ATTEMPTS)
        checkNothingFailed(context, SCENARIO, wordsOf(step), figures)
      else {
        again.add(step.service)
        context.table.tell(
          SCENARIO,
          `${wordsOf(step)}, moved again below`,
          `${figures.failedInTheEnd} failed of ${figures.requests} ${JSON.stringify(figures.faults)}`,
        )
      }
    }
    left = [...again]
  }
}

const wordsOf = ({ name, seconds }: Step) => `${name}, ${seconds.toFixed(0)} s`

async function moveUnderLoad(
  context: Context,
  services: readonly Service[],
): Promise<{ steps: Step[]; report: Report }> {
  const load = await context.startLoad(0)
  const steps: Step[] = []
  try {
    // Processes that have just started are still being compiled: what is upgraded in the field has run for days.
    await sleep(WARM_UP_MS)
    for (const service of services) {
      for (const [what, move] of [
        ['upgrade', () => upgrade(service, { tag: NEXT })],
        ['rollback', () => rollBack(service)],
      ] as const) {
        const name = `${what} of ${service}`
        load.mark(name)
        const startedAt = Date.now()
        await move()
        steps.push({ service, name, seconds: (Date.now() - startedAt) / 1000 })
        // What the old pods still finish, and what the new ones are asked first, belongs to this step.
        await sleep(SETTLE_MS)
      }
    }
    const report = await load.stop()
    const { failedInTheEnd, requests, p99Ms } = phaseOf(report, 'start')
    context.table.tell(
      SCENARIO,
      `before, ${WARM_UP_MS / 1000} s after the start of the load`,
      `${failedInTheEnd} failed of ${requests}, p99 ${p99Ms} ms`,
    )
    checkAudit(context, SCENARIO, report)
    return { steps, report }
  } finally {
    load.kill()
  }
}
