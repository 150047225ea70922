import { FoodSource, type Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

/** A food and how well it fits the query, 0 to 1. */
export interface ScoredFood {
  food: Food | undefined
  score: number
}

/** Above this every word of the query was found. */
const COMPLETE = 0.5
/** A food of one's own precedes what fits better, one logged of late only what fits alike. */
const OWN = 0.3
const LOGGED = 0.06

/** One ranked list, a food once: by score, where own foods and foods logged before have a head start. */
export function mergeFoods(
  known: readonly ScoredFood[],
  catalogue: readonly ScoredFood[],
  limit: number,
): Food[] {
  const best = new Map<string, { food: Food; score: number }>()
  const catalogueScores = new Map(catalogue.map(({ food, score }) => [food?.id, score]))
  for (const { food, score } of known) {
    if (!food) continue
    const fit = Math.max(score, catalogueScores.get(food.id) ?? 0)
    const headStart = food.source === FoodSource.FOOD_SOURCE_OWN ? OWN : LOGGED
    best.set(food.id, { food, score: fit > COMPLETE ? fit + headStart : fit })
  }
  for (const { food, score } of catalogue) if (food && !best.has(food.id)) best.set(food.id, { food, score })
  return [...best.values()]
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ food }) => food)
}
