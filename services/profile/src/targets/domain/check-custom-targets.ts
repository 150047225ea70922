import { CARBOHYDRATE, ENERGY, FAT, FIBRE, NUTRIENT_BY_ID, PROTEIN } from '@mymacrotracker/nutrition'
import type { CustomTargets, WeekdayTargets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { requireNumber, faultsOf, type Fault } from '@mymacrotracker/validation'

const GRAMS = { min: 0, max: 1000 }
const RANGE = new Map([
  [ENERGY, { min: 500, max: 10_000 }],
  [PROTEIN, GRAMS],
  [CARBOHYDRATE, GRAMS],
  [FAT, GRAMS],
  [FIBRE, { min: 0, max: 200 }],
])
const WATER_ML = { min: 0, max: 20_000 }

/** Days as the phone names them; 1 is Monday. */
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

export function checkCustomTargets(everyDay: CustomTargets, byWeekday: readonly WeekdayTargets[]): Fault[] {
  const energyFaults = everyDay.amounts.some(({ nutrient }) => nutrient === ENERGY)
    ? []
    : [{ path: 'energyKcal', code: 'REQUIRED', message: 'is missing' }]
  return [
    ...energyFaults,
    ...dayFaults('', everyDay),
    ...byWeekday.flatMap((each, at) => weekdayFaults(each, byWeekday.slice(0, at))),
  ]
}

function weekdayFaults({ weekday, targets }: WeekdayTargets, earlier: readonly WeekdayTargets[]): Fault[] {
  const name = WEEKDAYS[weekday - 1]
  if (!name)
    return [{ path: 'byWeekday', code: 'OUT_OF_RANGE', message: 'has days 1 (Monday) to 7 (Sunday)' }]
  if (earlier.some((each) => each.weekday === weekday))
    return [{ path: `byWeekday.${name}`, code: 'DUPLICATE', message: 'is given twice' }]
  return dayFaults(`byWeekday.${name}.`, targets)
}

function dayFaults(prefix: string, targets: CustomTargets | undefined): Fault[] {
  const amounts = targets?.amounts ?? []
  const amountFaults = amounts.flatMap(({ nutrient, amount }, at): readonly Fault[] => {
    const path = `${prefix}${NUTRIENT_BY_ID.get(nutrient)?.key ?? `nutrient ${nutrient}`}`
    const range = RANGE.get(nutrient)
    if (!range) return [{ path, code: 'NUTRIENT_UNKNOWN', message: 'has no target of its own' }]
    if (amounts.findIndex((each) => each.nutrient === nutrient) < at)
      return [{ path, code: 'DUPLICATE', message: 'is given twice' }]
    return faultsOf(amount, (value) => requireNumber(path, value, range))
  })
  return [
    ...amountFaults,
    ...faultsOf(targets?.waterMl, (value) => requireNumber(`${prefix}waterMl`, value, WATER_ML)),
  ]
}
