import { CatalogueServiceService } from '@mymacrotracker/contracts/integrations/v1/catalogue_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { IntegrationsContext } from '../context.ts'
import { batchGetFoods } from './rpc/batch-get-foods.ts'
import { listCandidateFoods } from './rpc/list-candidate-foods.ts'

export type { CatalogueFood } from './domain/catalogue-food.ts'

/** The foods that belong to everybody. */
export function catalogueFeature(context: IntegrationsContext): FeatureParts {
  return {
    services: [
      registration(CatalogueServiceService, {
        batchGetFoods: batchGetFoods(context),
        listCandidateFoods: listCandidateFoods(context),
      }),
    ],
  }
}
