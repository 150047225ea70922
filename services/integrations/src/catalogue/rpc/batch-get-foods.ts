import type { CatalogueServiceService } from '@mymacrotracker/contracts/integrations/v1/catalogue_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { isUuid } from '@mymacrotracker/database'
import { InvalidError } from '@mymacrotracker/errors'
import type { IntegrationsContext } from '../../context.ts'

const MAX_IDS = 200

/** In the order asked for; an id that is unknown or no UUID is left out, one asked for twice is given once. */
export function batchGetFoods({
  db,
}: IntegrationsContext): Handlers<CatalogueServiceService>['batchGetFoods'] {
  return async ({ ids }) => {
    if (ids.length > MAX_IDS) throw InvalidError.field('ids', 'TOO_MANY', `must be at most ${MAX_IDS}`)
    const wanted = [...new Set(ids)].filter(isUuid)
    if (wanted.length === 0) return { foods: [] }
    return { foods: await db.reading.asSystem(({ foods }) => foods.byIds(wanted)) }
  }
}
