import type { Weight } from '@mymacrotracker/contracts/events/v1/weights_service'
import type { WeightRow } from './store/weight-store.ts'

export function weightMessage({ id, measuredAt, date, weightKg, source, version }: WeightRow): Weight {
  return { id, measuredAt, date, weightKg, source, version }
}
