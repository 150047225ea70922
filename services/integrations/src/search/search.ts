import { SearchServiceService } from '@mymacrotracker/contracts/integrations/v1/search_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { IntegrationsContext } from '../context.ts'
import { searchFoods } from './rpc/search-foods.ts'

/** Foods found by what a person typed. */
export function searchFeature(context: IntegrationsContext): FeatureParts {
  return { services: [registration(SearchServiceService, { searchFoods: searchFoods(context) })] }
}
