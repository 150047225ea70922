import { ActivityLevel, GoalKind, Sex } from '@mymacrotracker/contracts/profile/v1/person_service'
import { ageOn } from '@mymacrotracker/nutrition'
import type { WholeBody } from './body.ts'

/** Energy in kcal a day, not rounded. */
export interface EnergyPlan {
  ageYears: number
  restingKcal: number
  activityFactor: number
  expenditureKcal: number
  /** Below 0 to lose weight. */
  goalKcal: number
  /** What no target goes below: energy at rest or the least of the sex, and never more than the body burns. */
  floorKcal: number
  energyKcal: number
}

/** Convention. */
const ACTIVITY_FACTOR: Partial<Record<ActivityLevel, number>> = {
  [ActivityLevel.ACTIVITY_LEVEL_SEDENTARY]: 1.2,
  [ActivityLevel.ACTIVITY_LEVEL_LIGHT]: 1.375,
  [ActivityLevel.ACTIVITY_LEVEL_MODERATE]: 1.55,
  [ActivityLevel.ACTIVITY_LEVEL_ACTIVE]: 1.725,
  [ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE]: 1.9,
}

/** Convention: one kilogram of body weight. Right only above about 30 kg of body fat (Hall 2008). */
export const KCAL_PER_KG = 7700

const DIRECTION: Partial<Record<GoalKind, number>> = {
  [GoalKind.GOAL_KIND_LOSE]: -1,
  [GoalKind.GOAL_KIND_GAIN]: 1,
}

/** Below what any adult burns: the formula makes less only of figures that no body has. */
export const LEAST_TARGET_KCAL = 800

/** Last term of Mifflin-St Jeor. */
export function sexTerm(sex: Sex): number {
  return sex === Sex.SEX_MALE ? 5 : -161
}

/** The least a day's target may be beside energy at rest, kcal. */
export function leastKcal(sex: Sex): number {
  return sex === Sex.SEX_MALE ? 1500 : 1200
}

/** Mifflin-St Jeor 1990 (Am J Clin Nutr 51:241), kcal a day at rest. */
export function restingKcal(
  { sex, weightKg, heightCm }: Pick<WholeBody, 'sex' | 'weightKg' | 'heightCm'>,
  ageYears: number,
): number {
  return 10 * weightKg + 6.25 * heightCm - 5 * ageYears + sexTerm(sex)
}

/** What a body needs on a day, moved by its goal, and never below the floor: which never asks anybody to eat more than they burn. */
export function planEnergy(body: WholeBody, day: string): EnergyPlan {
  const ageYears = ageOn(body.birthDate, day)
  const resting = restingKcal(body, ageYears)
  const activityFactor = ACTIVITY_FACTOR[body.activityLevel] ?? 1.2
  const expenditureKcal = resting * activityFactor
  const direction = (body.goalKind !== undefined && DIRECTION[body.goalKind]) || 0
  const goalKcal = (((direction * (body.ratePercentPerWeek ?? 0)) / 100) * body.weightKg * KCAL_PER_KG) / 7
  const wantedFloorKcal = Math.max(resting, leastKcal(body.sex))
  const floorKcal = Math.max(Math.min(wantedFloorKcal, expenditureKcal), LEAST_TARGET_KCAL)
  return {
    ageYears,
    restingKcal: resting,
    activityFactor,
    expenditureKcal,
    goalKcal,
    floorKcal,
    energyKcal: Math.max(expenditureKcal + goalKcal, floorKcal),
  }
}
