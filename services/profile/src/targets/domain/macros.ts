import { GoalKind } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { WholeBody } from './body.ts'

/** Whole numbers for people: protein × 4 + carbohydrate × 4 + fat × 9 gives the energy to within 2 kcal. */
export interface Macros {
  energyKcal: number
  proteinG: number
  carbohydrateG: number
  fatG: number
  fibreG: number
  waterMl: number
}

/** g per kg a day, within the ISSN's 1.4 to 2.0 (Jäger 2017). */
const PROTEIN_PER_KG: Partial<Record<GoalKind, number>> = {
  [GoalKind.GOAL_KIND_LOSE]: 1.8,
  [GoalKind.GOAL_KIND_MAINTAIN]: 1.6,
  [GoalKind.GOAL_KIND_GAIN]: 1.8,
}
const FAT_PER_KG = 0.8
const FAT_SHARE = 0.25
/** Adequate intake of the Dietary Reference Intakes (IOM 2005), g per 1,000 kcal. */
const FIBRE_PER_1000_KCAL = 14
/** Convention. */
const WATER_ML_PER_KG = 35
/** Above it, more body needs little more protein, fat or water. */
const REFERENCE_BMI = 30

export function proteinPerKg(goalKind: GoalKind | undefined): number {
  return PROTEIN_PER_KG[goalKind ?? GoalKind.GOAL_KIND_MAINTAIN] ?? 1.6
}

/** The weight that protein, fat and water are reckoned from: the body's, at most that of its height at a BMI of 30. */
export function referenceWeightKg({ weightKg, heightCm }: Pick<WholeBody, 'weightKg' | 'heightCm'>): number {
  return Math.min(weightKg, REFERENCE_BMI * (heightCm / 100) ** 2)
}

/** Divides energy: protein by weight, fat the larger of 0.8 g/kg and a quarter of the energy, carbohydrate what remains, never below 0. */
export function splitEnergy(
  exactKcal: number,
  body: Pick<WholeBody, 'weightKg' | 'heightCm' | 'goalKind'>,
): Macros {
  const energyKcal = Math.round(exactKcal)
  const weightKg = referenceWeightKg(body)
  const proteinG = Math.min(Math.round(proteinPerKg(body.goalKind) * weightKg), Math.floor(energyKcal / 4))
  const wantedFatG = Math.round(Math.max(FAT_PER_KG * weightKg, (FAT_SHARE * energyKcal) / 9))
  const fatG = Math.min(wantedFatG, Math.floor((energyKcal - 4 * proteinG) / 9))
  const carbohydrateG = Math.round((energyKcal - 4 * proteinG - 9 * fatG) / 4)
  return {
    energyKcal,
    proteinG,
    carbohydrateG,
    fatG,
    fibreG: Math.round((FIBRE_PER_1000_KCAL * energyKcal) / 1000),
    waterMl: Math.round(WATER_ML_PER_KG * weightKg),
  }
}
