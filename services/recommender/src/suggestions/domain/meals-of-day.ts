import { MEALS, type LocalMoment } from '@mymacrotracker/nutrition'

/** Share of a day's food that a meal usually is; a meal of the person's own counts as a snack. */
const SHARE: Record<string, number> = { breakfast: 0.25, lunch: 0.3, dinner: 0.35, snack: 0.1 }
const OWN_MEAL_SHARE = 0.1

/** When a meal is over, in minutes since midnight. A snack can always still come. */
const OVER_AT: Record<string, number> = { breakfast: 11 * 60, lunch: 15 * 60, dinner: 22 * 60 }
/** After this a person who has not eaten in the afternoon is asked about dinner. */
const AFTERNOON_SNACK_UNTIL = 17 * 60 + 30

export interface DaySoFar {
  date: string
  /** Meals with something logged. */
  logged: ReadonlySet<string>
  now: LocalMoment
}

/** Part of what is left of the day that is for `meal`: by the usual shares of the meals still to come, itself among them. */
export function shareOfRemaining(meal: string, day: DaySoFar): number {
  const others = MEALS.filter((each) => each !== meal && isToCome(each, day)).map(shareOf)
  return shareOf(meal) / [shareOf(meal), ...others].reduce((sum, each) => sum + each)
}

/** The next meal with nothing logged; a snack when there is none. */
export function nextMeal(day: DaySoFar): string {
  const isAfternoon = day.now.date === day.date && day.now.minutes < AFTERNOON_SNACK_UNTIL
  const order = isAfternoon
    ? ['breakfast', 'lunch', 'snack', 'dinner']
    : ['breakfast', 'lunch', 'dinner', 'snack']
  return order.find((each) => isToCome(each, day)) ?? 'snack'
}

function isToCome(meal: string, { date, logged, now }: DaySoFar): boolean {
  return !logged.has(meal) && (date !== now.date || now.minutes < (OVER_AT[meal] ?? Infinity))
}

function shareOf(meal: string): number {
  return SHARE[meal] ?? OWN_MEAL_SHARE
}
