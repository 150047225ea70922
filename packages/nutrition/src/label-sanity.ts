import {
  ALCOHOL,
  CARBOHYDRATE,
  ENERGY,
  FAT,
  FIBRE,
  PROTEIN,
  SATURATED_FAT,
  SUGARS,
} from './nutrient-table.ts'
import type { Nutrients } from './nutrients.ts'
import { CarbohydrateConvention } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

const SKIP_UP_TO_KCAL = 13
const MAX_ENERGY_KCAL = 902
const MAX_MACROS_G = 101

/** A label rounds each of its figures: a part may seem larger than its whole by so much, g. */
const ROUNDING_G = 1

/**
 * What is doubtful in a label, from its amounts per 100 g or ml: MACROS_OVER_100, SUGARS_OVER_CARBOHYDRATE,
 * SATURATED_OVER_FAT, ENERGY_TOO_HIGH, ENERGY_MISMATCH. Rule of Open Food Facts: up to 13 kcal, declared and computed, nothing
 * is compared; energy that differs from its macros by more than 30 % and 5 kcal is a mismatch.
 */
export function labelFlags(per100: Nutrients, convention: CarbohydrateConvention): string[] {
  const energyKcal = per100[ENERGY]
  const [proteinG, carbohydrateG, fatG] = [per100[PROTEIN], per100[CARBOHYDRATE], per100[FAT]]
  const flags: string[] = []
  if ((proteinG ?? 0) + (carbohydrateG ?? 0) + (fatG ?? 0) > MAX_MACROS_G) flags.push('MACROS_OVER_100')
  if (isMore(per100[SUGARS], carbohydrateG)) flags.push('SUGARS_OVER_CARBOHYDRATE')
  if (isMore(per100[SATURATED_FAT], fatG)) flags.push('SATURATED_OVER_FAT')
  if (energyKcal === undefined) return flags
  if (energyKcal > MAX_ENERGY_KCAL) flags.push('ENERGY_TOO_HIGH')
  if (proteinG === undefined || carbohydrateG === undefined || fatG === undefined) return flags
  const computedKcal = labelEnergyKcal(per100, convention)
  const isSmall = energyKcal <= SKIP_UP_TO_KCAL && computedKcal <= 2 * SKIP_UP_TO_KCAL
  if (!isSmall && Math.abs(energyKcal - computedKcal) > 0.3 * energyKcal + 5) flags.push('ENERGY_MISMATCH')
  return flags
}

const isMore = (partG: number | undefined, wholeG: number | undefined) =>
  partG !== undefined && wholeG !== undefined && partG > wholeG + ROUNDING_G

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
