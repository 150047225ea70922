import { ALCOHOL, labelFlags, toList, withOwnNames } from '@mymacrotracker/nutrition'
import {
  Basis,
  CarbohydrateConvention,
  FoodSource,
  type Portion,
} from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import type { CatalogueFood } from '../catalogue/catalogue.ts'
import { agreesWithFactors, alcoholByDifferenceG } from './domain/usda-energy.ts'
import { readableName } from './domain/usda-name.ts'
import type { AbbrevRow, DescriptionRow } from './domain/usda-rows.ts'

export interface UsdaFood {
  catalogueFood: CatalogueFood
  /** Whether USDA's own factors give its energy; undefined when it carries none. */
  agrees: boolean | undefined
}

const CONVENTION = CarbohydrateConvention.CARBOHYDRATE_CONVENTION_BY_DIFFERENCE

/** A food of USDA SR from its figures, its description when there is one, and its household portions. */
export function usdaFood(
  row: AbbrevRow,
  description: DescriptionRow | undefined,
  portions: readonly Portion[] | undefined,
): UsdaFood {
  const name = description?.name ?? readableName(row.shortName)
  const alcoholG = alcoholByDifferenceG(name, row.per100, row.ashG)
  const flags = labelFlags(alcoholG > 0 ? { ...row.per100, [ALCOHOL]: alcoholG } : row.per100, CONVENTION)
  return {
    catalogueFood: {
      sourceId: row.number,
      synonyms: [],
      isCommon: description?.isCommon ?? false,
      food: {
        name,
        brand: description?.maker ?? '',
        source: FoodSource.FOOD_SOURCE_USDA,
        basis: Basis.BASIS_GRAM,
        per100: toList(row.per100),
        portions: withOwnNames(portions ?? row.portions),
        flags,
        barcodes: [],
        allergens: [],
        allergensKnown: false,
        diets: [],
        dietsKnown: false,
        carbohydrateConvention: CONVENTION,
        role: '',
        meals: [],
      },
    },
    agrees: description?.factors && agreesWithFactors(row.per100, description.factors, alcoholG),
  }
}
