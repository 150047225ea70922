import { CARBOHYDRATE, ENERGY, FAT, PROTEIN, WATER, type Nutrients } from '@mymacrotracker/nutrition'

/** USDA's own energy factors of one food, kcal/g. */
export interface EnergyFactors {
  protein: number
  fat: number
  carbohydrate: number
}

/** USDA's factor for alcohol, kcal/g. */
const ALCOHOL_FACTOR = 6.93
const HAS_ALCOHOL = /^(alcoholic beverage|vanilla extract)/i

/**
 * Alcohol, g per 100 g: ABBREV has no column for it, and USDA's carbohydrate is 100 less water, protein, fat, ash and alcohol,
 * so that what is missing to 100 is the alcohol. Only for foods named as alcoholic: elsewhere the rest is rounding or acid.
 */
export function alcoholByDifferenceG(name: string, per100: Nutrients, ashG: number | undefined): number {
  const parts = [WATER, PROTEIN, FAT, CARBOHYDRATE].map((nutrient) => per100[nutrient])
  if (!HAS_ALCOHOL.test(name) || ashG === undefined || parts.includes(undefined)) return 0
  return Math.max(0, 100 - ashG - parts.reduce<number>((sum, part) => sum + part!, 0))
}

/** Whether declared energy is within 1 % of what USDA's factors give; undefined when either cannot be computed. */
export function agreesWithFactors(
  per100: Nutrients,
  factors: EnergyFactors,
  alcoholG: number,
): boolean | undefined {
  const [energyKcal, proteinG, fatG, carbohydrateG] = [ENERGY, PROTEIN, FAT, CARBOHYDRATE].map(
    (nutrient) => per100[nutrient],
  )
  if (energyKcal === undefined || proteinG === undefined || fatG === undefined || carbohydrateG === undefined)
    return undefined
  const computedKcal =
    proteinG * factors.protein +
    fatG * factors.fat +
    carbohydrateG * factors.carbohydrate +
    alcoholG * ALCOHOL_FACTOR
  return Math.abs(computedKcal - energyKcal) <= 0.01 * energyKcal
}
