import {
  ProgressKind,
  type EnergyTargetExceeded,
  type ProteinTargetReached,
} from '@mymacrotracker/contracts/recommender/v1/recommender_events'

export interface NotificationText {
  kind: string
  title: string
  body: string
}

/** The kind of message that speaks of a kind of progress. */
export function kindOf(progress: ProgressKind): string {
  return progress === ProgressKind.PROGRESS_KIND_PROTEIN_TARGET_REACHED
    ? 'PROTEIN_TARGET_REACHED'
    : 'ENERGY_TARGET_EXCEEDED'
}

export function proteinReachedText({ date, proteinG, targetG }: ProteinTargetReached): NotificationText {
  return {
    kind: 'PROTEIN_TARGET_REACHED',
    title: 'Protein target reached',
    body: `${Math.round(proteinG)} g of ${Math.round(targetG)} g protein on ${date}. Well done.`,
  }
}

export function energyExceededText({ date, energyKcal, targetKcal }: EnergyTargetExceeded): NotificationText {
  const over = Math.round(energyKcal) - Math.round(targetKcal)
  return {
    kind: 'ENERGY_TARGET_EXCEEDED',
    title: 'Energy target exceeded',
    body: `${Math.round(energyKcal)} kcal on ${date}, ${over} kcal above the target of ${Math.round(targetKcal)} kcal.`,
  }
}
