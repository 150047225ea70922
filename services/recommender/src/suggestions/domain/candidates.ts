import { ENERGY, PROTEIN } from '@mymacrotracker/nutrition'
import type { MealFood } from './meal-food.ts'
import { kindOf, type Kind } from './food-kind.ts'
import type { Pattern, Slot } from './patterns.ts'
import { helpingOf, type Helping } from './portions.ts'

/** A food that may go on a plate. */
export interface Offer {
  food: MealFood
  kind: Kind
  helping: Helping
  /** Times logged in the last 30 days. */
  times: number
  eatenToday: boolean
}

/** A food the solver may put into a slot of a pattern; 0 is the main one. */
export interface Candidate extends Offer {
  slot: number
  /** In how many of the suggestions before. */
  suggested: number
}

export interface OfferSources {
  /** Safe foods only, here and in `frequent`. */
  catalogue: readonly MealFood[]
  frequent: readonly { food: MealFood; times: number }[]
  eatenToday: ReadonlySet<string>
  mealKcal: number
}

export interface Variety {
  /** What the suggestions before had: others go first, and a main thing never comes again. */
  suggested: readonly Candidate[]
  /** The choice differs from one to the next, and is the same all day. */
  day: string
}

export function offersOf({ catalogue, frequent, eatenToday, mealKcal }: OfferSources): Offer[] {
  const times = new Map(frequent.map((each) => [each.food.id, each.times]))
  const foods = new Map([...frequent.map((each) => each.food), ...catalogue].map((food) => [food.id, food]))
  return [...foods.values()].flatMap((food): Offer[] => {
    const kind = kindOf(food, times.has(food.id))
    const helping = kind && helpingOf(food, kind, mealKcal)
    return helping
      ? [{ food, kind, helping, times: times.get(food.id) ?? 0, eatenToday: eatenToday.has(food.id) }]
      : []
  })
}

/** A few foods for each slot, own habits first; undefined when a slot that the pattern is nothing without has none. */
export function candidatesFor(
  pattern: Pattern,
  offers: readonly Offer[],
  variety: Variety,
): Candidate[] | undefined {
  const bySlot = pattern.slots.map((slot, at) => choose(slot, at, offers, variety))
  return pattern.slots.some(({ isNeeded }, at) => isNeeded && bySlot[at]!.length === 0)
    ? undefined
    : bySlot.flat()
}

/** "Egg, boiled" and "Egg, fried" are the same thing to a person who wants another. */
export function baseName({ food }: Offer): string {
  return food.name.split(',')[0]!.toLowerCase()
}

function choose(slot: Slot, at: number, offers: readonly Offer[], { suggested, day }: Variety): Candidate[] {
  const mains = suggested.filter((each) => each.slot === 0)
  const countIn = (list: readonly Candidate[], isSame: (each: Candidate) => boolean) =>
    list.filter(isSame).length
  const possible = offers
    .filter(({ kind }) => slot.kinds.includes(kind))
    .filter((offer) => at > 0 || !mains.some((main) => baseName(main) === baseName(offer)))
  const candidates = possible.map((offer): Candidate => ({
    ...offer,
    slot: at,
    suggested: countIn(suggested, ({ food }) => food.id === offer.food.id),
  }))
  const order = (a: Candidate, b: Candidate) =>
    b.times - a.times || turn(day, a) - turn(day, b) || (a.food.id < b.food.id ? -1 : 1)
  const seen = new Set<string>()
  const distinct = candidates
    .sort(order)
    .filter((each) => !seen.has(baseName(each)) && seen.add(baseName(each)))
  const known = distinct.filter((each) => each.times > 0)
  const others = leanAndRich(distinct.filter((each) => each.times === 0))
  const again = ({ kind, suggested: count }: Candidate) =>
    at > 0 ? count : countIn(mains, (main) => main.kind === kind)
  return [...known, ...others].sort((a, b) => again(a) - again(b)).slice(0, slot.choices)
}

function leanAndRich(candidates: readonly Candidate[]): Candidate[] {
  const median = candidates.map(proteinShare).sort((a, b) => b - a)[Math.floor(candidates.length / 2)] ?? 0
  const lean = candidates.filter((each) => proteinShare(each) > median)
  const rich = candidates.filter((each) => proteinShare(each) <= median)
  return candidates.flatMap((_, at) => [lean[at], rich[at]].filter((each) => each !== undefined))
}

/** Grams of protein a kcal. */
function proteinShare({ food }: Candidate): number {
  return food.per100[PROTEIN]! / Math.max(1, food.per100[ENERGY]!)
}

/** A number that orders foods differently each day (FNV-1a, 32 bits). */
function turn(day: string, { food }: Candidate): number {
  let hash = 0x811c9dc5
  for (const char of `${day}/${food.id}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
  return hash
}
