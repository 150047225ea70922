import {
  TARGET_ENERGY_KCAL,
  TARGET_FIBRE_G,
  TARGET_MACRO_G,
  TARGET_WATER_ML,
} from '@mymacrotracker/contracts'
import type { NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import type { CustomTargets, WeekdayTargets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import {
  CARBOHYDRATE,
  ENERGY,
  FAT,
  FIBRE,
  NUTRIENT_BY_ID,
  PROTEIN,
  WEEKDAYS,
} from '@mymacrotracker/nutrition'
import { ifGiven, requireAll, requireNumber, requireThat } from '@mymacrotracker/validation'

const RANGE = new Map<number, { min: number; max: number }>([
  [ENERGY, TARGET_ENERGY_KCAL],
  [PROTEIN, TARGET_MACRO_G],
  [CARBOHYDRATE, TARGET_MACRO_G],
  [FAT, TARGET_MACRO_G],
  [FIBRE, TARGET_FIBRE_G],
])

export function checkCustomTargets(everyDay: CustomTargets, byWeekday: readonly WeekdayTargets[]): void {
  const hasEnergy = everyDay.amounts.some(({ nutrient }) => nutrient === ENERGY)
  requireAll([
    () => requireThat(hasEnergy, 'energyKcal', 'REQUIRED', 'is missing'),
    () => checkDay('', everyDay),
    ...byWeekday.map((each, at) => () => checkWeekday(each, byWeekday.slice(0, at))),
  ])
}

function checkWeekday({ weekday, targets }: WeekdayTargets, earlier: readonly WeekdayTargets[]): void {
  const name = WEEKDAYS[weekday - 1]
  requireThat(name !== undefined, 'byWeekday', 'OUT_OF_RANGE', 'has days 1 (Monday) to 7 (Sunday)')
  const isFirst = !earlier.some((each) => each.weekday === weekday)
  requireThat(isFirst, `byWeekday.${name}`, 'DUPLICATE', 'is given twice')
  if (targets) checkDay(`byWeekday.${name}.`, targets)
}

function checkDay(prefix: string, { amounts, waterMl }: CustomTargets): void {
  requireAll([
    ...amounts.map((each, at) => () => checkAmount(prefix, each, amounts.slice(0, at))),
    () => ifGiven(waterMl, (water) => requireNumber(`${prefix}waterMl`, water, TARGET_WATER_ML)),
  ])
}

function checkAmount(
  prefix: string,
  { nutrient, amount }: NutrientAmount,
  earlier: readonly NutrientAmount[],
): void {
  const path = `${prefix}${NUTRIENT_BY_ID.get(nutrient)?.key ?? `nutrient ${nutrient}`}`
  const range = RANGE.get(nutrient)
  const isFirst = !earlier.some((each) => each.nutrient === nutrient)
  requireThat(range !== undefined, path, 'NUTRIENT_UNKNOWN', 'has no target of its own')
  requireThat(isFirst, path, 'DUPLICATE', 'is given twice')
  if (range) requireNumber(path, amount, range)
}
