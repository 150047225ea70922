import { isEatenAsItIs } from './eaten-as-it-is.ts'

interface Candidate {
  id: string
  name: string
  role: string
}

/** Roles that make a meal, in the order they are dealt out. Condiments, sweets and drinks do not. */
export const MEAL_ROLES = ['protein', 'carbohydrate', 'vegetable', 'fruit', 'fat', 'mixed'] as const

/** Deals foods out role by role, so that any number of them is a varied set. Keeps the given order within a role. */
export function chooseCandidates<T extends Candidate>(foods: readonly T[], limit: number): T[] {
  const eaten = foods.filter(isEatenAsItIs)
  const byRole = MEAL_ROLES.map((role) => eaten.filter((food) => food.role === role))
  const chosen: T[] = []
  for (
    let round = 0;
    chosen.length < limit && byRole.some((foodsOfRole) => round < foodsOfRole.length);
    round++
  ) {
    for (const foodsOfRole of byRole)
      if (foodsOfRole[round] && chosen.length < limit) chosen.push(foodsOfRole[round]!)
  }
  return chosen
}
