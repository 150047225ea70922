import { InvalidError, type FieldFault } from '@mymacrotracker/errors'

/** Faults of one error: they travel in gRPC trailers, which have little room. */
const MAX_FAULTS = 10

type Checks = Readonly<Record<string, () => unknown>> | readonly (() => unknown)[]
type Results<C extends Checks> = { -readonly [K in keyof C]: C[K] extends () => infer R ? R : never }

/**
 * Runs every check and returns the results under the same names, so that a request hears of all its faults at once.
 * Throws one InvalidError with the faults of all checks that failed, the first one's code as its reason. Checks may nest:
 * one may itself be a `requireAll`. Anything else that a check throws is passed on at once.
 */
export function requireAll<const C extends Checks>(checks: C): Results<C> {
  const faults: FieldFault[] = []
  const results = Object.entries(checks).map(([name, check]: [string, () => unknown]) => {
    try {
      return [name, check()] as const
    } catch (error) {
      if (!(error instanceof InvalidError) || error.faults.length === 0) throw error
      faults.push(...error.faults)
      return [name, undefined] as const
    }
  })
  refuse(faults.slice(0, MAX_FAULTS))
  return (
    Array.isArray(checks) ? results.map(([, value]) => value) : Object.fromEntries(results)
  ) as Results<C>
}

/** The check's result, or undefined for a field that is absent. */
export function ifGiven<T, R>(value: T | undefined, check: (value: T) => R): R | undefined {
  return value === undefined ? undefined : check(value)
}

function refuse(faults: readonly FieldFault[]): void {
  const [first] = faults
  if (!first) return
  const message = faults.map((each) => `${each.path}: ${each.message}`).join('; ')
  throw new InvalidError(first.code, message, { faults })
}
