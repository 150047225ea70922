import { DayStatus } from '@mymacrotracker/contracts/events/v1/diary_service'
import { Basis, FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { ActivityLevel, GoalKind, Sex, Units } from '@mymacrotracker/contracts/profile/v1/person_service'
import { TargetSource } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { Ranking } from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { z } from 'zod'

/** A proto enum by its names in JSON. */
function named<N extends string, V extends number>(values: Record<N, V>) {
  const names = Object.keys(values) as [N, ...N[]]
  const byValue = new Map<number, N>(names.map((name) => [values[name], name]))
  return {
    schema: z.enum(names),
    value: (name: N): V => values[name],
    /** Undefined for a value that JSON has no name for, such as UNSPECIFIED. */
    name: (value: number): N | undefined => byValue.get(value),
  }
}

export const sex = named({ female: Sex.SEX_FEMALE, male: Sex.SEX_MALE })
export const units = named({ metric: Units.UNITS_METRIC, imperial: Units.UNITS_IMPERIAL })
export const activityLevel = named({
  sedentary: ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
  light: ActivityLevel.ACTIVITY_LEVEL_LIGHT,
  moderate: ActivityLevel.ACTIVITY_LEVEL_MODERATE,
  active: ActivityLevel.ACTIVITY_LEVEL_ACTIVE,
  very_active: ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE,
})
export const goalKind = named({
  lose: GoalKind.GOAL_KIND_LOSE,
  maintain: GoalKind.GOAL_KIND_MAINTAIN,
  gain: GoalKind.GOAL_KIND_GAIN,
})
export const targetSource = named({
  formula: TargetSource.TARGET_SOURCE_FORMULA,
  custom: TargetSource.TARGET_SOURCE_CUSTOM,
  checkin: TargetSource.TARGET_SOURCE_CHECKIN,
  coach: TargetSource.TARGET_SOURCE_COACH,
})
export const dayStatus = named({
  open: DayStatus.DAY_STATUS_OPEN,
  complete: DayStatus.DAY_STATUS_COMPLETE,
  partial: DayStatus.DAY_STATUS_PARTIAL,
  fasting: DayStatus.DAY_STATUS_FASTING,
})
export const foodSource = named({
  starter: FoodSource.FOOD_SOURCE_STARTER,
  usda: FoodSource.FOOD_SOURCE_USDA,
  off: FoodSource.FOOD_SOURCE_OPEN_FOOD_FACTS,
  own: FoodSource.FOOD_SOURCE_OWN,
})
export const basis = named({ g: Basis.BASIS_GRAM, ml: Basis.BASIS_MILLILITRE })
export const ranking = named({ ml: Ranking.RANKING_ML, fallback: Ranking.RANKING_FALLBACK })
