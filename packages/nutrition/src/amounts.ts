import { CARBOHYDRATE, ENERGY, FAT, PROTEIN } from './nutrient-table.ts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

/** The four a meal is fitted to. */
export const MACROS = [ENERGY, PROTEIN, CARBOHYDRATE, FAT] as const
export type MacroId = (typeof MACROS)[number]

export function amountOf(amounts: readonly NutrientAmount[], nutrient: number): number | undefined {
  return amounts.find((each) => each.nutrient === nutrient)?.amount
}
