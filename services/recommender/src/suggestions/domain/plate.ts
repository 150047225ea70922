import {
  CARBOHYDRATE,
  ENERGY,
  FAT,
  PROTEIN,
  MACROS,
  scale,
  sum,
  toList,
  type MacroId,
  type Nutrients,
} from '@mymacrotracker/nutrition'
import type {
  MealSuggestion,
  SuggestedFood,
} from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import type { Serving } from './meal-model.ts'
import type { MealTarget } from './meal-target.ts'
import { reasonOf } from './reason.ts'
import { titleOf } from './title.ts'

/** How much a nutrient counts for the fit. */
const FIT_WEIGHT: Record<MacroId, number> = {
  [ENERGY]: 0.4,
  [PROTEIN]: 0.3,
  [CARBOHYDRATE]: 0.15,
  [FAT]: 0.15,
}

export interface Shown {
  /** What is left for the meal: what the suggestion is measured against. */
  left: MealTarget
  /** Whether that is more than one meal should hold. */
  isCapped: boolean
  meal: string
}

/** A plate as the phone shows it. */
export function suggestionOf(servings: readonly Serving[], { left, isCapped, meal }: Shown): MealSuggestion {
  const nutrients = nutrientsOf(servings)
  const fit = Math.round(fitOf(nutrients, left) * 100) / 100
  return {
    title: titleOf(servings),
    foods: servings.map(suggestedFood),
    nutrients: toList(nutrients),
    fit,
    reason: reasonOf(nutrients, left, meal, isCapped),
  }
}

/** Of all foods together. A nutrient that one of them does not know is absent. */
export function nutrientsOf(servings: readonly Serving[]): Nutrients {
  const parts = servings.map((serving) => scale(serving.candidate.food.per100, gramsOf(serving)))
  return Object.fromEntries(
    Object.entries(sum(parts)).filter(([nutrient]) => parts.every((each) => Number(nutrient) in each)),
  )
}

/** 1 for the target exactly; less by the weighted mean of each nutrient's deviation, as a part of its target and at most 1. */
export function fitOf(nutrients: Nutrients, target: MealTarget): number {
  const present = MACROS.filter((each) => target[each] !== undefined)
  const weight = present.reduce((sum, each) => sum + FIT_WEIGHT[each], 0)
  const miss = present.reduce(
    (sum, each) =>
      sum +
      FIT_WEIGHT[each] *
        Math.min(1, Math.abs((nutrients[each] ?? 0) - target[each]!) / Math.max(target[each]!, 1)),
    0,
  )
  return weight === 0 ? 0 : 1 - miss / weight
}

function suggestedFood(serving: Serving): SuggestedFood {
  const { food, helping } = serving.candidate
  return {
    foodId: food.id,
    name: food.name,
    portion: helping.portion,
    count: serving.steps * helping.stepCount,
    grams: gramsOf(serving),
  }
}

/** To the tenth of a gram: what is shown is what is counted. */
function gramsOf({ candidate, steps }: Serving): number {
  return Math.round(steps * candidate.helping.stepGrams * 10) / 10
}
