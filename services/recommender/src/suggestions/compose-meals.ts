import { ENERGY } from '@mymacrotracker/nutrition'
import { ServiceError } from '@mymacrotracker/errors'
import { offersOf, type OfferSources } from './domain/candidates.ts'
import { mealModel, servingsOf, type Serving } from './domain/meal-model.ts'
import type { MealTarget } from './domain/meal-target.ts'
import { nextChoice } from './domain/next-choice.ts'
import type { Pattern } from './domain/patterns.ts'
import { nutrientsOf } from './domain/plate.ts'
import type { Solver } from './solver.ts'

export interface MealOrder {
  sources: Omit<OfferSources, 'mealKcal'>
  meal: string
  /** The day: the choice differs from day to day and is the same all day. */
  date: string
  target: MealTarget
  count: number
  deadlineAt: number
  signal: AbortSignal
}

/** A plate further from the energy than this is shown only when there are too few others. */
const FAR = 0.15
/** Plates solved for a suggestion asked for, when some are far. */
const TRIES = 2

/**
 * Solves for one plate after the other, each with another main thing. Fewer come back when the foods or the time run out, or
 * when the solver gets too busy; SOLVER_BUSY is thrown only when there is nothing to show.
 */
export async function composeMeals(
  solver: Solver,
  { sources, meal, date, target, count, deadlineAt, signal }: MealOrder,
): Promise<Serving[][]> {
  const offers = offersOf({ ...sources, mealKcal: target[ENERGY] ?? 0 })
  const plates: Serving[][] = []
  const used: Pattern[] = []
  const near: Serving[][] = []
  while (near.length < count && plates.length < count * TRIES && Date.now() < deadlineAt) {
    const choice = nextChoice({
      offers,
      meal,
      date,
      target,
      used,
      plates: plates.map((plate) => plate.map(({ candidate }) => candidate)),
    })
    if (!choice) break
    const values = await solver
      .solve(mealModel({ ...choice, target }), { deadlineAt, signal })
      .catch((error: unknown) => {
        if (plates.length > 0 && error instanceof ServiceError) return undefined
        throw error
      })
    const servings = values ? servingsOf(choice.candidates, values) : []
    if (servings.length === 0) break
    plates.push(servings)
    used.push(choice.pattern)
    if (isNear(servings, target)) near.push(servings)
  }
  return [...near, ...plates.filter((plate) => !near.includes(plate))].slice(0, count)
}

function isNear(servings: readonly Serving[], target: MealTarget): boolean {
  const kcal = target[ENERGY] ?? 0
  return Math.abs((nutrientsOf(servings)[ENERGY] ?? 0) - kcal) <= kcal * FAR
}
