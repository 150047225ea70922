import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

/** A food as an importer reads it, before it has an id. */
export interface CatalogueFood {
  /** Its id at the source; with the source it decides the food's id. */
  sourceId: string
  food: Omit<Food, 'id'>
  /** Other names people type. */
  synonyms: string[]
  /** Whether people commonly eat it: such foods are tried first. */
  isCommon: boolean
}
