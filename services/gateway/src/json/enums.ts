import { DayStatus } from '@mymacrotracker/contracts/events/v1/diary_service'
import { Basis, FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { ActivityLevel, GoalKind, Sex, Units } from '@mymacrotracker/contracts/profile/v1/person_service'
import { TargetSource } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { Ranking } from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { ALLERGENS, DIETS } from '@mymacrotracker/nutrition'
import { z } from 'zod'

/** A proto enum by its names in JSON; `id` is its name in the document. */
function named<N extends string, V extends number>(id: string, values: Record<N, V>, description?: string) {
  const names = Object.keys(values) as [N, ...N[]]
  const byValue = new Map<number, N>(names.map((name) => [values[name], name]))
  return {
    schema: z.enum(names).meta({ id, ...(description && { description }) }),
    value: (name: N): V => values[name],
    /** Undefined for a value that JSON has no name for, such as UNSPECIFIED. */
    name: (value: number): N | undefined => byValue.get(value),
  }
}

/** Codes that a service may add to: any text passes, and the document lists those known today. */
export const openCodes = (id: string, known: readonly string[], description: string) =>
  z.string().meta({ id, description, enum: [...known] })

export const allergenSchema = z.enum(ALLERGENS).meta({ id: 'Allergen' })
export const dietSchema = z.enum(DIETS).meta({ id: 'Diet' })

export const sex = named(
  'Sex',
  { female: Sex.SEX_FEMALE, male: Sex.SEX_MALE },
  'What the energy formula needs',
)
export const units = named('Units', { metric: Units.UNITS_METRIC, imperial: Units.UNITS_IMPERIAL })
export const activityLevel = named('ActivityLevel', {
  sedentary: ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
  light: ActivityLevel.ACTIVITY_LEVEL_LIGHT,
  moderate: ActivityLevel.ACTIVITY_LEVEL_MODERATE,
  active: ActivityLevel.ACTIVITY_LEVEL_ACTIVE,
  very_active: ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE,
})
export const goalKind = named('GoalKind', {
  lose: GoalKind.GOAL_KIND_LOSE,
  maintain: GoalKind.GOAL_KIND_MAINTAIN,
  gain: GoalKind.GOAL_KIND_GAIN,
})
export const targetSource = named(
  'TargetSource',
  {
    formula: TargetSource.TARGET_SOURCE_FORMULA,
    custom: TargetSource.TARGET_SOURCE_CUSTOM,
    checkin: TargetSource.TARGET_SOURCE_CHECKIN,
    coach: TargetSource.TARGET_SOURCE_COACH,
  },
  'Where targets come from',
)
export const dayStatus = named(
  'DayStatus',
  {
    open: DayStatus.DAY_STATUS_OPEN,
    complete: DayStatus.DAY_STATUS_COMPLETE,
    partial: DayStatus.DAY_STATUS_PARTIAL,
    fasting: DayStatus.DAY_STATUS_FASTING,
  },
  'What the person says of the record of a day; open until they say anything',
)
export const foodSource = named(
  'FoodSource',
  {
    starter: FoodSource.FOOD_SOURCE_STARTER,
    usda: FoodSource.FOOD_SOURCE_USDA,
    off: FoodSource.FOOD_SOURCE_OPEN_FOOD_FACTS,
    own: FoodSource.FOOD_SOURCE_OWN,
  },
  'starter: the built-in list; usda: USDA; off: Open Food Facts; own: made by the person',
)
export const basis = named(
  'Basis',
  { g: Basis.BASIS_GRAM, ml: Basis.BASIS_MILLILITRE },
  'Whether nutrients are per 100 g or per 100 ml',
)
export const ranking = named(
  'Ranking',
  { ml: Ranking.RANKING_ML, fallback: Ranking.RANKING_FALLBACK },
  'fallback: ranked without the learnt model',
)
