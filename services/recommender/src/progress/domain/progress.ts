import type { ProgressFact } from '@mymacrotracker/contracts/recommender/v1/recommender_events'
import { ENERGY, PROTEIN, type Nutrients } from '@mymacrotracker/nutrition'

export type Progress = Extract<
  NonNullable<ProgressFact['fact']>,
  { $case: 'proteinTargetReached' | 'energyTargetExceeded' }
>
export type ProgressCase = Progress['$case']

interface DayFigures {
  userId: string
  date: string
  totals: Nutrients
  targets: Nutrients
}

/** What a day's totals say about its targets, in whole figures as people see them. Without a target or a figure nothing is said. */
export function progressOf({ userId, date, totals, targets }: DayFigures): Progress[] {
  const day = { userId, date, isUpdate: false }
  const [proteinG, targetG] = [totals[PROTEIN], targets[PROTEIN]]
  const [energyKcal, targetKcal] = [totals[ENERGY], targets[ENERGY]]
  const progress: Progress[] = []
  if (proteinG !== undefined && targetG && Math.round(proteinG) >= Math.round(targetG))
    progress.push({ $case: 'proteinTargetReached', value: { ...day, proteinG, targetG } })
  if (energyKcal !== undefined && targetKcal !== undefined && Math.round(energyKcal) > Math.round(targetKcal))
    progress.push({ $case: 'energyTargetExceeded', value: { ...day, energyKcal, targetKcal } })
  return progress
}

/** A progress in the figures that people see: two with the same figures are the same to them. */
export function figuresOf({ $case, value }: Progress): string {
  return $case === 'proteinTargetReached'
    ? `${Math.round(value.proteinG)}/${Math.round(value.targetG)}`
    : `${Math.round(value.energyKcal)}/${Math.round(value.targetKcal)}`
}
