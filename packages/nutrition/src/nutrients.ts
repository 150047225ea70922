import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

/** Amounts are kept to a millionth of their unit: finer is noise of binary fractions. */
export const exact = (amount: number) => Math.round(amount * 1e6) / 1e6

/** What `grams` (or millilitres) of a food hold, from its figures per 100. */
export function scale(per100: readonly NutrientAmount[], grams: number): NutrientAmount[] {
  return per100.map(({ nutrient, amount }) => ({ nutrient, amount: exact((amount * grams) / 100) }))
}

/** Sums lists, by nutrient id. A nutrient that some lists lack is the sum of what is known. */
export function sum(lists: Iterable<readonly NutrientAmount[]>): NutrientAmount[] {
  const totals = new Map<number, number>()
  for (const list of lists)
    for (const { nutrient, amount } of list) totals.set(nutrient, (totals.get(nutrient) ?? 0) + amount)
  return [...totals]
    .map(([nutrient, amount]) => ({ nutrient, amount: exact(amount) }))
    .sort((a, b) => a.nutrient - b.nutrient)
}

/** The form of a list in SQL: {"<id>": amount}. */
export function toColumn(list: readonly NutrientAmount[]): Record<string, number> {
  return Object.fromEntries(list.map(({ nutrient, amount }) => [nutrient, exact(amount)]))
}

export function fromColumn(column: Record<string, number>): NutrientAmount[] {
  return Object.entries(column).map(([nutrient, amount]) => ({
    nutrient: Number(nutrient),
    amount: exact(amount),
  }))
}
