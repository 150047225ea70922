import type { RemoteLoad, Report } from '../load/remote-load.ts'
import type { Figures } from '../load/figures.ts'
import type { Table } from '../table.ts'

/** What a scenario works with. */
export interface Context {
  table: Table
  /** Where phones reach the API. */
  url: string
  /** People who use it, at 30 requests a second; `retryForMs` 0 for phones that never try again. */
  startLoad(retryForMs: number): Promise<RemoteLoad>
}

/** A phase's figures; a phase that was never begun is a fault of the scenario's own. */
export function phaseOf({ figures }: Report, name: string): Figures {
  const found = figures.find(({ phase }) => phase === name)
  if (!found) throw new Error(`the load has no phase "${name}"`)
  return found
}

/** How a load of phones that do not try again must end. */
export function checkNothingFailed(
  { table }: Context,
  scenario: string,
  what: string,
  { requests, failedInTheEnd, faults, p99Ms }: Figures,
): void {
  table.check({
    scenario,
    what,
    value: `${failedInTheEnd} failed of ${requests}, p99 ${p99Ms} ms${failedInTheEnd > 0 ? ` ${JSON.stringify(faults)}` : ''}`,
    limit: '0 failed',
    holds: failedInTheEnd === 0 && requests > 0,
  })
}

/** Whether what was acknowledged is there, once, as it was acknowledged last. */
export function checkAudit({ table }: Context, scenario: string, { audit, faults }: Report): void {
  const all = [...audit.faults, ...faults]
  table.check({
    scenario,
    what: 'acknowledged writes lost, doubled or changed',
    value: all.length === 0 ? '0' : `${all.length}: ${all.slice(0, 3).join('; ')}`,
    limit: '0',
    holds: all.length === 0,
  })
}
