import { MAX_CANDIDATE_FOODS } from '@mymacrotracker/contracts'
import { MEALS } from '@mymacrotracker/nutrition'
import type { Profile } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { OutgoingContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'
import { LRUCache } from 'lru-cache'
import { mealFood, type MealFood } from '../domain/meal-food.ts'

/** Foods of the catalogue that a meal can be built from. */
export interface Staples {
  /** Free of what the person excludes as the catalogue had it up to a minute ago; the same list for everybody who excludes the same. */
  forMeal(
    meal: string,
    person: Pick<Profile, 'allergens' | 'diet'>,
    call: OutgoingContext,
  ): Promise<MealFood[]>
}

/** A food that is corrected in the catalogue is seen here after so long. */
const REMEMBER_MS = 60_000
/** Combinations of meal and exclusions; a list takes some 200 kB. */
const MOST_REMEMBERED = 40

export function createStaples({ integrations }: Pick<Clients, 'integrations'>): Staples {
  const remembered = new LRUCache<string, MealFood[]>({ max: MOST_REMEMBERED, ttl: REMEMBER_MS })
  return {
    async forMeal(meal, { allergens, diet }, call) {
      const question = {
        meal: isStandard(meal) ? meal : 'snack',
        excludedAllergens: [...allergens].sort(),
        diet,
        limit: MAX_CANDIDATE_FOODS,
      }
      const key = JSON.stringify(question)
      const known = remembered.get(key)
      if (known) return known
      const { foods } = await integrations.catalogue.listCandidateFoods(question, call)
      const staples = foods.map(mealFood)
      remembered.set(key, staples)
      return staples
    },
  }
}

/** A meal of a person's own name is a snack to the catalogue. */
function isStandard(meal: string): boolean {
  return (MEALS as readonly string[]).includes(meal)
}
