import { InvalidError, type FieldFault } from '@mymacrotracker/errors'

export type Fault = FieldFault

/** What a check of a given value finds; an absent value has no faults. So that a request hears of all its faults at once. */
export function faultsOf<T>(value: T | undefined, check: (value: T) => unknown): readonly Fault[] {
  if (value === undefined) return []
  try {
    check(value)
    return []
  } catch (error) {
    if (error instanceof InvalidError) return error.faults
    throw error
  }
}
