import type { CatalogueServiceService } from '@mymacrotracker/contracts/integrations/v1/catalogue_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { isUuid } from '@mymacrotracker/database'
import { MAX_FOOD_IDS } from '@mymacrotracker/contracts'
import { requireThat } from '@mymacrotracker/validation'
import type { IntegrationsContext } from '../../context.ts'

/** In the order asked for; an id that is unknown or no UUID is left out, one asked for twice is given once. */
export function batchGetFoods({
  db,
}: IntegrationsContext): Handlers<CatalogueServiceService>['batchGetFoods'] {
  return async ({ ids }) => {
    requireThat(ids.length <= MAX_FOOD_IDS, 'ids', 'LENGTH', `must have at most ${MAX_FOOD_IDS} items`)
    const wanted = [...new Set(ids)].filter(isUuid)
    if (wanted.length === 0) return { foods: [] }
    return { foods: await db.reading.asSystem(({ foods }) => foods.byIds(wanted)) }
  }
}
