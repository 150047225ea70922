import { ENERGY, PROTEIN, type Nutrients } from '@mymacrotracker/nutrition'
import type { MealTarget } from './meal-target.ts'

/** Energy to the nearest 10 kcal: no kitchen is nearer. */
const KCAL_STEP = 10

/** "about 620 kcal of the 640 left for lunch, 41 g of 45 g protein". `isCapped`: more is left than one meal should hold. */
export function reasonOf(nutrients: Nutrients, left: MealTarget, meal: string, isCapped: boolean): string {
  const kcal = Math.round((nutrients[ENERGY] ?? 0) / KCAL_STEP) * KCAL_STEP
  const leftKcal = Math.round((left[ENERGY] ?? 0) / KCAL_STEP) * KCAL_STEP
  return [
    energyText(kcal, leftKcal, meal, isCapped),
    ...proteinText(Math.round(nutrients[PROTEIN] ?? 0), left[PROTEIN]),
  ].join(isCapped ? '; ' : ', ')
}

function energyText(kcal: number, leftKcal: number, meal: string, isCapped: boolean): string {
  if (isCapped)
    return `about ${shown(kcal)} kcal: the ${shown(leftKcal)} left for ${meal} are more than one meal should hold`
  if (kcal > leftKcal)
    return `about ${shown(kcal)} kcal, ${shown(kcal - leftKcal)} more than is left for ${meal}`
  return `about ${shown(kcal)} kcal of the ${shown(leftKcal)} left for ${meal}`
}

function proteinText(proteinG: number, target: number | undefined): string[] {
  if (target === undefined) return []
  const leftG = Math.round(target)
  if (leftG === 0) return [`${proteinG} g protein`]
  return [
    proteinG > leftG
      ? `${proteinG} g protein, ${proteinG - leftG} g more than needed`
      : `${proteinG} g of ${leftG} g protein`,
  ]
}

function shown(amount: number): string {
  return amount.toLocaleString('en-US')
}
