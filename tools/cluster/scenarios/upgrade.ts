import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceName } from '@mymacrotracker/contracts'
import type { Report } from '../load/remote-load.ts'
import { NEXT, rollBack, upgrade } from '../releases.ts'
import type { Section } from '../table.ts'
import { checkAudit, checkNothingFailed, phaseOf, type Context } from './context.ts'

const SCENARIO = '2 helm upgrade, helm rollback'
/** Every process has just started, so that its code is not compiled yet. */
const WARM_UP_MS = 120_000
/** How long new processes run before the next step replaces them: nobody rolls back what has just started. */
const SETTLE_MS = 20_000
const MOST_ATTEMPTS = 3

interface Step {
  service: ServiceName
  name: string
  seconds: number
}

/**
 * Each service moves to its next release, whose migration runs before it, and back, one after another, under a load that never
 * retries. A service with failed requests is reported and moves again, twice at most: a machine that stalls for seconds fails
 * requests too, but not every time.
 */
export async function upgradeUnderLoad(context: Context, services: readonly ServiceName[]): Promise<void> {
  const section = context.section(SCENARIO)
  let left = [...services]
  for (let attempt = 1; left.length > 0; attempt++) {
    const { steps, report } = await moveUnderLoad(context, section, left)
    const again = new Set<ServiceName>()
    for (const step of steps) {
      const figures = phaseOf(report, step.name)
      if (figures.failedInTheEnd === 0 || attempt === MOST_ATTEMPTS)
        checkNothingFailed(section, titleOf(step), figures)
      else {
        again.add(step.service)
        section.note(
          `${titleOf(step)}, moved again below`,
          `${figures.failedInTheEnd} failed of ${figures.requests} ${JSON.stringify(figures.faults)}`,
        )
      }
    }
    left = [...again]
  }
}

const titleOf = ({ name, seconds }: Step) => `${name}, ${seconds.toFixed(0)} s`

async function moveUnderLoad(
  context: Context,
  section: Section,
  services: readonly ServiceName[],
): Promise<{ steps: Step[]; report: Report }> {
  const load = await context.startLoad(0)
  const steps: Step[] = []
  try {
    // In the field, the processes to be upgraded have run for days.
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
        // The last requests to the old pods and the first to the new ones belong to this step.
        await sleep(SETTLE_MS)
      }
    }
    const report = await load.stop()
    const { failedInTheEnd, requests, p99Ms } = phaseOf(report, 'start')
    section.note(
      `before, ${WARM_UP_MS / 1000} s after the start of the load`,
      `${failedInTheEnd} failed of ${requests}, p99 ${p99Ms} ms`,
    )
    checkAudit(section, report)
    return { steps, report }
  } finally {
    load.kill()
  }
}
