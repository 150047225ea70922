import type { CatalogueServiceService } from '@mymacrotracker/contracts/integrations/v1/catalogue_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { ALLERGENS, DIETS, MEALS } from '@mymacrotracker/nutrition'
import { MAX_CANDIDATE_FOODS, MAX_NAMES } from '@mymacrotracker/contracts'
import { requireAll, requireList, requireNumber, requireOneOf } from '@mymacrotracker/validation'
import type { IntegrationsContext } from '../../context.ts'
import { MEAL_ROLES, chooseCandidates } from '../domain/choose-candidates.ts'

const knownMeals: ReadonlySet<string> = new Set(MEALS)

/** An allergen or diet that nobody has stated counts against a food, and an unknown name is refused: ignoring it would be unsafe. */
export function listCandidateFoods({
  db,
}: IntegrationsContext): Handlers<CatalogueServiceService>['listCandidateFoods'] {
  return async ({ meal, excludedAllergens, diet, limit }) => {
    requireAll({
      limit: () => requireNumber('limit', limit, { min: 1, max: MAX_CANDIDATE_FOODS }),
      allergens: () =>
        requireList('excludedAllergens', excludedAllergens, MAX_NAMES, (path, name) =>
          requireOneOf(path, name, ALLERGENS),
        ),
      diet: () => diet && requireOneOf('diet', diet, DIETS),
    })
    const filter = {
      roles: MEAL_ROLES,
      meal: knownMeals.has(meal) ? meal : '',
      excludedAllergens,
      diet: diet === 'none' ? '' : diet,
    }
    return {
      foods: chooseCandidates(await db.reading.asSystem(({ foods }) => foods.candidates(filter)), limit),
    }
  }
}
