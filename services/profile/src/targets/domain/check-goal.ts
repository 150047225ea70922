import { MAX_GAIN_PERCENT_PER_WEEK, MAX_LOSS_PERCENT_PER_WEEK } from '@mymacrotracker/contracts'
import { GoalKind, type Goal } from '@mymacrotracker/contracts/profile/v1/person_service'
import { requireNumber, requireOneOf, requireThat } from '@mymacrotracker/validation'

/** Percent of body weight a week that may be asked for. */
const MAX_RATE: Partial<Record<GoalKind, number>> = {
  [GoalKind.GOAL_KIND_LOSE]: MAX_LOSS_PERCENT_PER_WEEK,
  [GoalKind.GOAL_KIND_GAIN]: MAX_GAIN_PERCENT_PER_WEEK,
}
const KINDS: readonly GoalKind[] = [
  GoalKind.GOAL_KIND_LOSE,
  GoalKind.GOAL_KIND_MAINTAIN,
  GoalKind.GOAL_KIND_GAIN,
]

export function checkGoal({ kind, ratePercentPerWeek }: Goal): void {
  const max = MAX_RATE[requireOneOf('kind', kind, KINDS, 'lose, maintain or gain')]
  if (max === undefined)
    requireThat(
      ratePercentPerWeek === 0,
      'ratePercentPerWeek',
      'OUT_OF_RANGE',
      'must be 0 to maintain weight',
    )
  else requireNumber('ratePercentPerWeek', ratePercentPerWeek, { max })
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
