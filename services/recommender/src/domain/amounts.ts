import { CARBOHYDRATE, ENERGY, FAT, PROTEIN } from '@mymacrotracker/contracts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition'

/** The four a meal is fitted to. */
export const MACROS = [ENERGY, PROTEIN, CARBOHYDRATE, FAT] as const
export type MacroId = (typeof MACROS)[number]

export function amountOf(amounts: readonly NutrientAmount[], nutrient: number): number | undefined {
  return amounts.find((each) => each.nutrient === nutrient)?.amount
}

const MICRO = 1_000_000

/** Sums what is known; a nutrient that no list has is absent. Rounded to six decimals, so that the order of the lists does not matter. */
export function sumAmounts(lists: readonly (readonly NutrientAmount[])[]): NutrientAmount[] {
  const sums = new Map<number, number>()
  for (const { nutrient, amount } of lists.flat()) sums.set(nutrient, (sums.get(nutrient) ?? 0) + amount)
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([nutrient, amount]) => ({ nutrient, amount: Math.round(amount * MICRO) / MICRO }))
}
