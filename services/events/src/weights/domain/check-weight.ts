import { WEIGHT_KG } from '@mymacrotracker/contracts'
import { requireInstant, requireNumber, requireThat } from '@mymacrotracker/validation'

/** How far ahead of ours a phone's clock may be. */
const MAX_SKEW_MS = 5 * 60_000

/** When somebody stood on the scale: never in the future. */
export function checkMeasuredAt(given: Date | undefined, nowMs: number): Date {
  const measuredAt = requireInstant('measuredAt', given)
  const isPast = measuredAt.getTime() <= nowMs + MAX_SKEW_MS
  requireThat(isPast, 'measuredAt', 'IN_THE_FUTURE', 'must not be in the future')
  return measuredAt
}

export function checkWeightKg(weightKg: number): number {
  return requireNumber('weightKg', weightKg, WEIGHT_KG)
}
