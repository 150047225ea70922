import { setImmediate as turn } from 'node:timers/promises'

/** Runs checks one after the other and counts them; every one runs, so that one run shows every fault. */
export function createChecks(interrupted: AbortSignal) {
  let passed = 0
  let failed = 0
  const fail = (title: string, fault: unknown) => {
    failed++
    console.log(`  FAIL  ${title}: ${fault instanceof Error ? fault.message : String(fault)}`)
  }
  return {
    fail,
    /** What `look` answers is shown behind the title; what it throws is the fault. */
    async that(title: string, look: () => Promise<string | void> | string | void): Promise<boolean> {
      // Docker is called synchronously: without a turn of the event loop no signal would be heard.
      await turn()
      interrupted.throwIfAborted()
      try {
        const seen = await look()
        passed++
        console.log(`  ok    ${title}${seen ? `: ${seen}` : ''}`)
        return true
      } catch (error) {
        fail(title, error)
        return false
      }
    },
    total: () => ({ passed, failed }),
  }
}
export type Checks = ReturnType<typeof createChecks>

export function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
