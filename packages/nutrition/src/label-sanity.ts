import { ALCOHOL, CARBOHYDRATE, ENERGY, FAT, FIBRE, PROTEIN } from './nutrient-table.ts'
import type { Nutrients } from './nutrients.ts'
import { CarbohydrateConvention } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

const SKIP_UP_TO_KCAL = 13
const MAX_ENERGY_KCAL = 902
const MAX_MACROS_G = 101

/**
 * What is wrong with a label, from its amounts per 100 g or ml: MACROS_OVER_100, ENERGY_TOO_HIGH, ENERGY_MISMATCH. Rule of
 * Open Food Facts: up to 13 kcal nothing is compared; energy that differs from its macros by more than 30 % and 5 kcal is a
 * mismatch.
 */
export function labelFlags(per100: Nutrients, convention: CarbohydrateConvention): string[] {
  const energyKcal = per100[ENERGY]
  const [proteinG, carbohydrateG, fatG] = [per100[PROTEIN], per100[CARBOHYDRATE], per100[FAT]]
  const flags: string[] = []
  if ((proteinG ?? 0) + (carbohydrateG ?? 0) + (fatG ?? 0) > MAX_MACROS_G) flags.push('MACROS_OVER_100')
  if (energyKcal === undefined) return flags
  if (energyKcal > MAX_ENERGY_KCAL) flags.push('ENERGY_TOO_HIGH')
  if (
    energyKcal <= SKIP_UP_TO_KCAL ||
    proteinG === undefined ||
    carbohydrateG === undefined ||
    fatG === undefined
  )
    return flags
  const difference = Math.abs(energyKcal - labelEnergyKcal(per100, convention))
  if (difference > 0.3 * energyKcal + 5) flags.push('ENERGY_MISMATCH')
  return flags
}

/**
 * Energy in kcal per 100 g or ml by the factors of EU 1169/2011 Annex XIV, kcal/g: 4 protein and carbohydrate, 9 fat, 2 fibre,
 * 7 alcohol. An amount that is not known counts as 0.
 */
export function labelEnergyKcal(per100: Nutrients, convention: CarbohydrateConvention): number {
  const of = (nutrient: number) => per100[nutrient] ?? 0
  const availableG =
    convention === CarbohydrateConvention.CARBOHYDRATE_CONVENTION_BY_DIFFERENCE
      ? Math.max(0, of(CARBOHYDRATE) - of(FIBRE))
      : of(CARBOHYDRATE)
  return 4 * of(PROTEIN) + 4 * availableG + 9 * of(FAT) + 2 * of(FIBRE) + 7 * of(ALCOHOL)
}
