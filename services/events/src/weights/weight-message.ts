import type { Weight } from '@mymacrotracker/contracts/events/v1/weights_service'
import type { WeightRow } from './store/weight-store.ts'

/** A row as callers see it. */
export function weightMessage({ id, measuredAt, date, weightKg, source, version }: WeightRow): Weight {
  return { id, measuredAt, date, weightKg, source, version }
}

/** A row as other services hear of it. */
export function weightState({ userId, id, measuredAt, date, weightKg, version }: WeightRow) {
  return { userId, weightId: id, measuredAt, date, weightKg, version }
}
