import { ENERGY } from '@mymacrotracker/nutrition'
import { candidatesFor, type Candidate, type Offer } from './candidates.ts'
import type { MealTarget } from './meal-target.ts'
import { patternsOf, type Pattern } from './patterns.ts'

/** A pattern and the foods that may fill it. */
export interface Choice {
  pattern: Pattern
  candidates: Candidate[]
}

export interface ChoiceSources {
  offers: readonly Offer[]
  meal: string
  date: string
  target: MealTarget
  plates: readonly (readonly Candidate[])[]
  used: readonly Pattern[]
}

/** How near in energy the smallest or largest plate of a pattern must come for the pattern to be worth a try. */
const REACH = 0.92

/** So that a heavier pattern comes before the others that were not shown either. */
const HALF = 0.5

/** What to solve next: patterns that can come near in energy, then those with the person's habits, then those not shown yet. */
export function nextChoice({ offers, meal, date, target, plates, used }: ChoiceSources): Choice | undefined {
  const patterns = patternsOf(meal)
  const turned = Number(date.slice(8)) % patterns.length
  const choices = patterns.flatMap((pattern, at) => {
    const candidates = candidatesFor(pattern, offers, { suggested: plates.flat(), day: `${date}/${meal}` })
    if (!candidates) return []
    const mains = candidates.filter(({ slot }) => slot === 0)
    return [
      {
        pattern,
        candidates,
        isNear: isNear(pattern, candidates, target[ENERGY] ?? 0),
        times: Math.max(...mains.map(({ times }) => times)),
        shown: (used.filter((each) => each === pattern).length + HALF) / (pattern.weight ?? 1),
        turn: (at + patterns.length - turned) % patterns.length,
      },
    ]
  })
  const [best] = choices.sort(
    (a, b) =>
      Number(b.isNear) - Number(a.isNear) || b.times - a.times || a.shown - b.shown || a.turn - b.turn,
  )
  return best
}

function isNear({ slots }: Pattern, candidates: readonly Candidate[], kcal: number): boolean {
  let leastKcal = 0
  let mostKcal = 0
  for (const [at, slot] of slots.entries()) {
    const inSlot = candidates.filter((each) => each.slot === at)
    if (inSlot.length === 0) continue
    if (slot.least > 0) leastKcal += Math.min(...inSlot.map((each) => kcalOf(each, each.helping.minSteps)))
    mostKcal += inSlot
      .map((each) => kcalOf(each, each.helping.maxSteps))
      .sort((a, b) => b - a)
      .slice(0, slot.most)
      .reduce((sum, each) => sum + each, 0)
  }
  return leastKcal * REACH <= kcal && mostKcal >= kcal * REACH
}

function kcalOf({ food, helping }: Candidate, steps: number): number {
  return (food.per100[ENERGY]! * helping.stepGrams * steps) / 100
}
