import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { fromList, type Nutrients } from '@mymacrotracker/nutrition'

/** A food as meals are composed of it. */
export type MealFood = Omit<Food, 'per100'> & { per100: Nutrients }

export function mealFood(food: Food): MealFood {
  return { ...food, per100: fromList(food.per100) }
}
