import type { Figures } from '../load/figures.ts'
import type { RemoteLoad, Report } from '../load/remote-load.ts'
import type { Section } from '../table.ts'

/** What a scenario works with. */
export interface Context {
  section(scenario: string): Section
  /** Address of the API for phones. */
  url: string
  /** People who use it, at 30 requests a second; `retryForMs` 0 for phones that never retry. */
  startLoad(retryForMs: number): Promise<RemoteLoad>
}

/** A phase's figures; a missing phase is a fault of the scenario itself. */
export function phaseOf({ figures }: Report, name: string): Figures {
  const found = figures.find(({ phase }) => phase === name)
  if (!found) throw new Error(`the load has no phase "${name}"`)
  return found
}

/** For a load of phones that do not retry. */
export function checkNothingFailed(
  { check }: Section,
  what: string,
  { requests, failedInTheEnd, faults, p99Ms }: Figures,
): void {
  const details = failedInTheEnd > 0 ? ` ${JSON.stringify(faults)}` : ''
  const value = `${failedInTheEnd} failed of ${requests}, p99 ${p99Ms} ms${details}`
  check(what, value, '0 failed', failedInTheEnd === 0 && requests > 0)
}

/** A check that passes without faults, and shows the first of them. */
export function checkNone({ check }: Section, what: string, faults: readonly string[]): void {
  const value = faults.length === 0 ? '0' : `${faults.length}: ${faults.slice(0, 3).join('; ')}`
  check(what, value, '0', faults.length === 0)
}

/** Whether everything acknowledged is stored once, as last acknowledged. */
export function checkAudit(section: Section, { audit, faults }: Report): void {
  checkNone(section, 'acknowledged writes lost, doubled or changed', [...audit.faults, ...faults])
}
