import type { CatalogueServiceService } from '@mymacrotracker/contracts/integrations/v1/catalogue_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { ALLERGENS, DIETS, MEALS } from '@mymacrotracker/nutrition'
import { InvalidError } from '@mymacrotracker/errors'
import type { IntegrationsContext } from '../../context.ts'
import { MEAL_ROLES, chooseCandidates } from '../domain/choose-candidates.ts'

const MAX_LIMIT = 100
const knownAllergens: ReadonlySet<string> = new Set(ALLERGENS)
const knownDiets: ReadonlySet<string> = new Set(['', ...DIETS])
const knownMeals: ReadonlySet<string> = new Set(MEALS)

/** An allergen or diet nobody has stated counts against a food, and a name we do not know is refused: silence would be unsafe. */
export function listCandidateFoods({
  db,
}: IntegrationsContext): Handlers<CatalogueServiceService>['listCandidateFoods'] {
  return async ({ meal, excludedAllergens, diet, limit }) => {
    if (limit < 1 || limit > MAX_LIMIT)
      throw InvalidError.field('limit', 'OUT_OF_RANGE', `must be 1 to ${MAX_LIMIT}`)
    if (!excludedAllergens.every((each) => knownAllergens.has(each)))
      throw InvalidError.field('excludedAllergens', 'UNKNOWN_ALLERGEN', `must be of ${ALLERGENS.join(', ')}`)
    if (!knownDiets.has(diet))
      throw InvalidError.field('diet', 'UNKNOWN_DIET', `must be one of ${DIETS.join(', ')}`)
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
