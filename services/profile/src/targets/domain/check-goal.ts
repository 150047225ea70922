import { GoalKind, type Goal } from '@mymacrotracker/contracts/profile/v1/person_service'
import { requireNumber, faultsOf, type Fault } from '@mymacrotracker/validation'

/** Percent of body weight a week that may be asked for. */
const MAX_RATE: Partial<Record<GoalKind, number>> = {
  [GoalKind.GOAL_KIND_LOSE]: 3,
  [GoalKind.GOAL_KIND_MAINTAIN]: 0,
  [GoalKind.GOAL_KIND_GAIN]: 2,
}

export function checkGoal({ kind, ratePercentPerWeek }: Goal): readonly Fault[] {
  const maxRate = MAX_RATE[kind]
  if (maxRate === undefined)
    return [{ path: 'kind', code: 'VALUE_UNKNOWN', message: 'must be lose, maintain or gain' }]
  if (maxRate === 0 && ratePercentPerWeek !== 0)
    return [{ path: 'ratePercentPerWeek', code: 'OUT_OF_RANGE', message: 'must be 0 to maintain weight' }]
  return faultsOf(ratePercentPerWeek, (rate) =>
    requireNumber('ratePercentPerWeek', rate, { min: 0, max: maxRate }),
  )
}

/** Fast and very fast rates, percent a week: loss over 1 and 1.5 (Helms 2014), gain over 0.25 and 0.5 (Iraki 2019). */
const FAST: Partial<Record<GoalKind, readonly [number, number]>> = {
  [GoalKind.GOAL_KIND_LOSE]: [1, 1.5],
  [GoalKind.GOAL_KIND_GAIN]: [0.25, 0.5],
}

export function rateWarnings(kind: GoalKind | undefined, ratePercentPerWeek = 0): string[] {
  const [fast, veryFast] = (kind !== undefined && FAST[kind]) || [Infinity, Infinity]
  if (ratePercentPerWeek > veryFast) return ['RATE_VERY_FAST']
  return ratePercentPerWeek > fast ? ['RATE_FAST'] : []
}
