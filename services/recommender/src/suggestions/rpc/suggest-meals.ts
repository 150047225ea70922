import { DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS } from '@mymacrotracker/contracts'
import {
  type SuggestionsServiceService,
  Ranking,
  type SuggestMealsRequest,
} from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { ENERGY, fromList, localMoment } from '@mymacrotracker/nutrition'
import { requireAll, requireDay, requireMeal, requireNumber } from '@mymacrotracker/validation'
import { composeMeals } from '../compose-meals.ts'
import { askFoods, askPersonAndDay } from '../clients/meal-sources.ts'
import type { RecommenderContext } from '../../context.ts'
import { mealTarget, withinOneMeal } from '../domain/meal-target.ts'
import { nextMeal, shareOfRemaining } from '../domain/meals-of-day.ts'
import { suggestionOf } from '../domain/plate.ts'
import { safeFoods } from '../domain/safe-foods.ts'

/** Less is no meal. */
const LEAST_MEAL_KCAL = 50
/** Left to answer in, after the last solve. */
const ANSWER_MS = 100

export function suggestMeals({
  clients,
  clock,
  solver,
  staples,
}: Pick<
  RecommenderContext,
  'clients' | 'clock' | 'solver' | 'staples'
>): Handlers<SuggestionsServiceService>['suggestMeals'] {
  return async (request, call) => {
    const wanted = checked(request)
    const { profile, targets, day } = await askPersonAndDay(clients, wanted.date, call)
    const { date } = targets
    const aims = fromList(targets.amounts)
    const soFar = {
      date,
      logged: new Set(day.entries.map((entry) => entry.meal)),
      now: localMoment(clock.now(), profile),
    }
    const meal = wanted.meal || nextMeal(soFar)

    const left = mealTarget(aims, fromList(day.totals), shareOfRemaining(meal, soFar))
    if ((left[ENERGY] ?? 0) < LEAST_MEAL_KCAL)
      return { suggestions: [], ranking: Ranking.RANKING_FALLBACK, date, meal }

    const foods = await askFoods(clients, staples, meal, profile, call)
    const frequent = foods.frequent.filter(({ food }) => safeFoods([food], profile).length > 0)
    // The diary's copy may have heard of an allergen that the remembered list does not have yet.
    const refused = new Set(
      foods.frequent.filter((each) => !frequent.includes(each)).map(({ food }) => food.id),
    )
    const eatenToday = new Set(
      day.entries.flatMap(({ item }) => (item?.$case === 'food' ? [item.value.foodId] : [])),
    )
    const target = withinOneMeal(left, meal, aims[ENERGY] ?? 0)
    const plates = await composeMeals(solver, {
      sources: {
        catalogue: safeFoods(foods.catalogue, profile).filter(({ id }) => !refused.has(id)),
        frequent,
        eatenToday,
      },
      meal,
      date,
      target,
      count: wanted.count,
      deadlineAt: call.deadlineAt - ANSWER_MS,
      signal: call.signal,
    })
    const suggestions = plates
      .map((plate) => suggestionOf(plate, { left, isCapped: target[ENERGY]! < left[ENERGY]!, meal }))
      .sort((a, b) => b.fit - a.fit)
    return { suggestions, ranking: Ranking.RANKING_FALLBACK, date, meal }
  }
}

function checked({ date, meal, count }: SuggestMealsRequest): SuggestMealsRequest {
  return requireAll({
    date: () => date && requireDay('date', date),
    meal: () => meal && requireMeal('meal', meal),
    count: () => requireNumber('count', count || DEFAULT_SUGGESTIONS, { min: 1, max: MAX_SUGGESTIONS }),
  })
}
