import { setImmediate as nextTurn } from 'node:timers/promises'

type Look = () => Promise<string | void> | string | void
type FaultsOf = () => Promise<readonly string[]> | readonly string[]

/** Checks that run one after another; each runs whatever became of the others, so that one run shows every fault. */
export interface Checks {
  /** The result of `look` is printed after the title; what it throws is the fault. Returns whether the check passed. */
  that(title: string, look: Look): Promise<boolean>
  /** A check that passes when there are no faults. */
  none(title: string, faultsOf: FaultsOf): Promise<boolean>
  /** Runs at the end of the run, last one first. */
  defer(cleanUp: () => void | Promise<unknown>): void
}

const MOST_FAULTS = 20

/** Runs checks, prints how many passed and failed, and ends the process. SIGINT and SIGTERM end it after the current check. */
export async function runChecks(work: (checks: Checks) => Promise<void>): Promise<never> {
  const startedAt = performance.now()
  const interrupted = interruption()
  const stack = new AsyncDisposableStack()
  let [passed, failed] = [0, 0]
  const fail = (title: string, error: unknown) => {
    failed++
    console.log(`  FAIL  ${title}: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
  const checks: Checks = {
    async that(title, look) {
      // Docker is called synchronously: signals are only noticed between turns of the event loop.
      await nextTurn()
      interrupted.throwIfAborted()
      try {
        const seen = await look()
        passed++
        console.log(`  ok    ${title}${seen ? `: ${seen}` : ''}`)
        return true
      } catch (error) {
        return fail(title, error)
      }
    },
    none: (title, faultsOf) => checks.that(title, async () => expectNone(await faultsOf())),
    defer: (cleanUp) => stack.defer(async () => void (await cleanUp())),
  }
  try {
    await work(checks)
  } catch (error) {
    fail('this run', error)
  }
  await stack.disposeAsync().catch((error: unknown) => fail('cleaning up', error))
  console.log(`\ntook ${Math.round((performance.now() - startedAt) / 1000)} s`)
  return finish({ passed, failed })
}

/** What a drill reports: figures as they come, and faults that make it fail. */
export interface Drill {
  expect(holds: boolean, fault: string): void
  addFaults(faults: readonly string[]): void
  defer(cleanUp: () => void | Promise<unknown>): void
}

/** Runs a drill, cleans up, prints its faults and ends the process; an error is a fault, too. */
export async function runDrill(work: (drill: Drill) => Promise<void>): Promise<never> {
  const faults: string[] = []
  const interrupted = interruption()
  const stack = new AsyncDisposableStack()
  const aborted = new Promise<never>((_, reject) =>
    interrupted.addEventListener('abort', () => reject(interrupted.reason as Error)),
  )
  try {
    const drill: Drill = {
      expect(holds, fault) {
        if (!holds) faults.push(fault)
      },
      addFaults: (more) => void faults.push(...more),
      defer: (cleanUp) => stack.defer(async () => void (await cleanUp())),
    }
    await Promise.race([work(drill), aborted])
  } catch (error) {
    faults.push(String((error as Error).stack))
  }
  await stack.disposeAsync().catch((error: unknown) => faults.push(String(error)))
  for (const fault of faults) console.log(`  FAULT: ${fault}`)
  return finish(faults.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
}

export interface Count {
  passed: number
  failed: number
}

/** Prints the last line of every check, which CI adds up, and ends the process. */
export function finish({ passed, failed }: Count): never {
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 && passed > 0 ? 0 : 1)
}

export function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

export function expectNone(faults: readonly string[]): void {
  expect(faults.length === 0, `\n    ${faults.slice(0, MOST_FAULTS).join('\n    ')}`)
}

function interruption(): AbortSignal {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => interrupted.abort(new Error(`${signal}: not finished`)))
  return interrupted.signal
}
