import { FoodSource, type Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

/** A food and how well it fits the query, 0 to 1. */
export interface ScoredFood {
  food: Food | undefined
  score: number
}

/** One ranked list: own foods, then foods logged before, then the catalogue, each by score; a food once. */
export function mergeFoods(
  known: readonly ScoredFood[],
  catalogue: readonly ScoredFood[],
  limit: number,
): Food[] {
  const byScore = (one: ScoredFood, other: ScoredFood) => other.score - one.score
  const isOwn = ({ food }: ScoredFood) => food?.source === FoodSource.FOOD_SOURCE_OWN
  const ranked = [
    ...known.filter(isOwn).toSorted(byScore),
    ...known.filter((each) => !isOwn(each)).toSorted(byScore),
    ...catalogue.toSorted(byScore),
  ]
  const foods = new Map<string, Food>()
  for (const { food } of ranked) if (food && !foods.has(food.id)) foods.set(food.id, food)
  return [...foods.values()].slice(0, limit)
}
