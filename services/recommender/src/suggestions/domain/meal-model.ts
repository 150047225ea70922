import { CARBOHYDRATE, ENERGY, FAT, PROTEIN, MACROS, type MacroId } from '@mymacrotracker/nutrition'
import type { Candidate } from './candidates.ts'
import type { MealTarget } from './meal-target.ts'
import type { Pattern } from './patterns.ts'

/** A food on the plate and how many of its steps. */
export interface Serving {
  candidate: Candidate
  steps: number
}

export interface MealProblem {
  pattern: Pattern
  candidates: readonly Candidate[]
  target: MealTarget
}

/** Cost of missing a target by its whole amount, below and above. */
const MISS: Record<MacroId, { below: number; above: number }> = {
  [ENERGY]: { below: 3, above: 3 },
  [PROTEIN]: { below: 2, above: 0.7 },
  [CARBOHYDRATE]: { below: 0.7, above: 0.7 },
  [FAT]: { below: 0.5, above: 1 },
}
/** Beyond this part of the target, energy costs so much more: a meal is near in energy before all else. */
const ENERGY_NEAR = 0.08
const ENERGY_FAR_COST = 25
/** Least part of the meal's energy that a nutrient's deviation is measured against, so that a target of 0 g has a scale. */
const LEAST_SCALE: Record<MacroId, { energyShare: number; kcalPerG: number }> = {
  [ENERGY]: { energyShare: 1, kcalPerG: 1 },
  [PROTEIN]: { energyShare: 0.1, kcalPerG: 4 },
  [CARBOHYDRATE]: { energyShare: 0.15, kcalPerG: 4 },
  [FAT]: { energyShare: 0.1, kcalPerG: 9 },
}
const EACH_FOOD_COST = 0.03
const EATEN_TODAY_COST = 0.1
const SUGGESTED_COST = 0.05
const FREQUENT_REWARD = 0.15
const FREQUENT_TIMES = 10

/**
 * The meal as a mixed-integer programme in CPLEX LP text. `n<i>` counts steps of candidate i, `y<i>` says whether it is on the
 * plate, `u` and `o` are what is missing and what is too much of a nutrient, as parts of its target, and `f` is energy that is
 * far off. Only the order of the candidates and the figures decide, so the same problem has the same text.
 */
export function mealModel(problem: MealProblem): string {
  const { pattern, candidates, target } = problem
  const present = MACROS.filter((each) => target[each] !== undefined)
  const costs = [
    ...present.flatMap((each) => [`${num(MISS[each].below)} u${each}`, `${num(MISS[each].above)} o${each}`]),
    `${ENERGY_FAR_COST} f`,
    ...candidates.map((each, at) => `${num(plateCost(each))} y${at}`),
  ]
  const rows = [
    ...present.map((each) => balance(each, candidates, target)),
    `u${ENERGY} + o${ENERGY} - f <= ${ENERGY_NEAR}`,
    ...candidates.flatMap(({ helping }, at) => [
      `n${at} - ${helping.maxSteps} y${at} <= 0`,
      `n${at} - ${helping.minSteps} y${at} >= 0`,
    ]),
    ...pattern.slots.flatMap(({ least, most }, slot) => slotRows(candidates, slot, least, most)),
  ]
  return [
    'Minimize',
    ` cost: ${costs.join(' + ').replaceAll('+ -', '-')}`,
    'Subject To',
    ...rows.map((row, at) => ` r${at}: ${row}`),
    'Bounds',
    ...candidates.map(({ helping }, at) => ` n${at} <= ${helping.maxSteps}`),
    'General',
    ` ${candidates.map((_, at) => `n${at}`).join(' ')}`,
    'Binary',
    ` ${candidates.map((_, at) => `y${at}`).join(' ')}`,
    'End',
    '',
  ].join('\n')
}

/** The plate of a solution by variable name. */
export function servingsOf(
  candidates: readonly Candidate[],
  values: Readonly<Record<string, number>>,
): Serving[] {
  return candidates.flatMap((candidate, at) => {
    const steps = Math.round(values[`n${at}`] ?? 0)
    return steps > 0 ? [{ candidate, steps }] : []
  })
}

function balance(nutrient: MacroId, candidates: readonly Candidate[], target: MealTarget): string {
  const { energyShare, kcalPerG } = LEAST_SCALE[nutrient]
  const wanted = target[nutrient]!
  const scale = Math.max(wanted, ((target[ENERGY] ?? 0) * energyShare) / kcalPerG, 1)
  const parts = candidates.map(
    ({ food, helping }, at) => `${num((food.per100[nutrient]! * helping.stepGrams) / 100 / scale)} n${at}`,
  )
  return `${parts.join(' + ')} + u${nutrient} - o${nutrient} = ${num(wanted / scale)}`
}

function plateCost({ times, eatenToday, suggested }: Candidate): number {
  const habit = (FREQUENT_REWARD * Math.min(times, FREQUENT_TIMES)) / FREQUENT_TIMES
  return EACH_FOOD_COST + (eatenToday ? EATEN_TODAY_COST : 0) + suggested * SUGGESTED_COST - habit
}

/** A slot for which there is no food stays empty. */
function slotRows(candidates: readonly Candidate[], slot: number, least: number, most: number): string[] {
  const inSlot = [...candidates.keys()].filter((at) => candidates[at]!.slot === slot)
  return inSlot.length === 0 ? [] : [`${sumOf(inSlot)} >= ${least}`, `${sumOf(inSlot)} <= ${most}`]
}

function sumOf(indices: Iterable<number>): string {
  return [...indices].map((at) => `y${at}`).join(' + ')
}

/** LP text knows no exponents with a sign in every reader: six decimals are finer than any kitchen. */
function num(value: number): string {
  return value.toFixed(6)
}
