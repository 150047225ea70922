import { CARBOHYDRATE, ENERGY, FAT, PROTEIN, WEEKDAYS, fromList } from '@mymacrotracker/nutrition'
import {
  TargetSource,
  type CustomTargets,
  type WeekdayTargets,
} from '@mymacrotracker/contracts/profile/v1/targets_service'
import { LEAST_TARGET_KCAL } from './energy.ts'
import type { DayTargets, Revision } from './revision.ts'

/**
 * Targets as a person set them. A weekday's figures take precedence over those of every day; what it does not give stays.
 * Below the floor is BELOW_FLOOR: a warning, no refusal.
 */
export function customRevision(
  everyDay: CustomTargets,
  byWeekday: readonly WeekdayTargets[],
  effectiveFrom: string,
  floorKcal = LEAST_TARGET_KCAL,
): Revision {
  const days = WEEKDAYS.map((_name, at) =>
    merged(everyDay, byWeekday.find(({ weekday }) => weekday === at + 1)?.targets),
  )
  const explanation = byWeekday.length > 0 ? 'Your own targets, by weekday.' : 'Your own targets.'
  return {
    effectiveFrom,
    source: TargetSource.TARGET_SOURCE_CUSTOM,
    days,
    explanation,
    missing: [],
    warnings: [
      ...new Set(days.flatMap((day) => [...mismatchWarnings(day), ...floorWarnings(day, floorKcal)])),
    ],
    body: undefined,
  }
}

const MAX_MISMATCH = 0.1

/** MACROS_MISMATCH when 4/4/9 kcal per g of all three differ from the energy by more than 10 %, or some of them alone exceed it. */
export function mismatchWarnings({ amounts }: DayTargets): string[] {
  const energyKcal = amounts[ENERGY]
  const parts = [4 * (amounts[PROTEIN] ?? NaN), 4 * (amounts[CARBOHYDRATE] ?? NaN), 9 * (amounts[FAT] ?? NaN)]
  const known = parts.filter((kcal) => !Number.isNaN(kcal))
  if (energyKcal === undefined) return []
  const apartKcal = known.reduce((sum, kcal) => sum + kcal, 0) - energyKcal
  const counts = known.length === parts.length ? Math.abs(apartKcal) : apartKcal
  return counts > MAX_MISMATCH * energyKcal ? ['MACROS_MISMATCH'] : []
}

function floorWarnings({ amounts }: DayTargets, floorKcal: number): string[] {
  const energyKcal = amounts[ENERGY]
  return energyKcal !== undefined && energyKcal < Math.round(floorKcal) ? ['BELOW_FLOOR'] : []
}

function merged(everyDay: CustomTargets, weekday: CustomTargets | undefined): DayTargets {
  return {
    amounts: { ...fromList(everyDay.amounts), ...fromList(weekday?.amounts ?? []) },
    waterMl: weekday?.waterMl ?? everyDay.waterMl,
  }
}
