import { ENERGY, MACROS, type MacroId, type Nutrients } from '@mymacrotracker/nutrition'

/** What a meal should come to: kcal for energy, grams for the rest. A nutrient without a target is absent. */
export type MealTarget = Partial<Record<MacroId, number>>

/** `share` of what the targets leave after the totals, at least 0 each. */
export function mealTarget(targets: Nutrients, totals: Nutrients, share: number): MealTarget {
  return Object.fromEntries(
    MACROS.flatMap((nutrient) => {
      const target = targets[nutrient]
      return target === undefined ? [] : [[nutrient, Math.max(0, target - (totals[nutrient] ?? 0)) * share]]
    }),
  )
}

/** The most one meal is to hold: this part of the day's energy, or so many kcal when that is more. */
const MOST: Record<string, { share: number; kcal: number }> = {
  breakfast: { share: 0.4, kcal: 800 },
  lunch: { share: 0.45, kcal: 1100 },
  dinner: { share: 0.45, kcal: 1100 },
}
const MOST_OF_SNACK = { share: 0.2, kcal: 400 }

/** What is left may be more than one sane meal: then all of it is lessened alike. */
export function withinOneMeal(left: MealTarget, meal: string, dayKcal: number): MealTarget {
  const { share, kcal } = MOST[meal] ?? MOST_OF_SNACK
  const part = Math.min(1, Math.max(dayKcal * share, kcal) / Math.max(1, left[ENERGY] ?? 0))
  return Object.fromEntries(Object.entries(left).map(([nutrient, amount]) => [nutrient, amount * part]))
}
