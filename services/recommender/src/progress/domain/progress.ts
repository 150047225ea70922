import { ENERGY, PROTEIN, type Nutrients } from '@mymacrotracker/nutrition'
import type { ProgressFact } from '@mymacrotracker/contracts/recommender/v1/recommender_events'

export type Progress = NonNullable<ProgressFact['fact']>

/** What a day's totals say about its targets. Without a target or a figure nothing is said. */
export function progressOf({
  userId,
  date,
  totals,
  targets,
}: {
  userId: string
  date: string
  totals: Nutrients
  targets: Nutrients
}): Progress[] {
  const proteinG = totals[PROTEIN]
  const targetG = targets[PROTEIN]
  const energyKcal = totals[ENERGY]
  const targetKcal = targets[ENERGY]
  return [
    ...(proteinG !== undefined && targetG !== undefined && targetG > 0 && proteinG >= targetG
      ? [{ $case: 'proteinTargetReached' as const, value: { userId, date, proteinG, targetG } }]
      : []),
    ...(energyKcal !== undefined && targetKcal !== undefined && energyKcal > targetKcal
      ? [{ $case: 'energyTargetExceeded' as const, value: { userId, date, energyKcal, targetKcal } }]
      : []),
  ]
}
