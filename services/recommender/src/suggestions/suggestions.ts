import { SuggestionsServiceService } from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { RecommenderContext } from '../context.ts'
import { suggestMeals } from './rpc/suggest-meals.ts'

/** Meals that fit what is left of a day. */
export function suggestionsFeature(context: RecommenderContext): FeatureParts {
  return {
    services: [registration(SuggestionsServiceService, { suggestMeals: suggestMeals(context) })],
    jobs: [{ name: 'recommender.warm-solver', everyMs: 86_400_000, run: () => context.solver.warm() }],
  }
}
