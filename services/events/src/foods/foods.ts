import { FoodsServiceService } from '@mymacrotracker/contracts/events/v1/foods_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { EventsContext } from '../context.ts'
import { onFoodChanged } from './consumers/on-food-changed.ts'
import { createOwnFood } from './rpc/create-own-food.ts'
import { getKnownFood } from './rpc/get-known-food.ts'
import { searchKnownFoods } from './rpc/search-known-foods.ts'
import { getOwnFoodByBarcode } from './rpc/get-own-food-by-barcode.ts'
import { listFrequentFoods } from './rpc/list-frequent-foods.ts'

export { gramsOf } from './domain/portion-grams.ts'

/** A person's own foods, and the foods they log. */
export function foodsFeature(context: EventsContext): FeatureParts {
  return {
    services: [
      registration(FoodsServiceService, {
        createOwnFood: createOwnFood(context),
        getKnownFood: getKnownFood(context),
        searchKnownFoods: searchKnownFoods(context),
        getOwnFoodByBarcode: getOwnFoodByBarcode(context),
        listFrequentFoods: listFrequentFoods(context),
      }),
    ],
    consumers: [onFoodChanged(context)],
  }
}
