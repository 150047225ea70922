import { InvalidError } from '@mymacrotracker/errors'
import type { Fault } from './faults.ts'

/** Faults told at once: they travel in trailers, which have little room. */
const MAX_FAULTS = 10

/** Refuses a request with its faults; the first one's code is the reason. */
export function refuseFaults(found: readonly Fault[]): void {
  const faults = found.slice(0, MAX_FAULTS)
  const [first] = faults
  if (first)
    throw new InvalidError(first.code, faults.map(({ path, message }) => `${path}: ${message}`).join('; '), {
      faults,
    })
}
