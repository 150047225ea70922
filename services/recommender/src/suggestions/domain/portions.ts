import { ENERGY } from '@mymacrotracker/nutrition'
import type { MealFood } from './meal-food.ts'
import type { Kind } from './food-kind.ts'

/** How a food is dished out: so many steps, each a portion or half of one. */
export interface Helping {
  portion: string
  stepCount: number
  stepGrams: number
  minSteps: number
  maxSteps: number
}

/** Least, usual and most grams of one food on a plate: what a person would serve. */
const GRAMS: Record<Kind, readonly [leastG: number, usualG: number, mostG: number]> = {
  egg: [45, 100, 183],
  yogurt: [110, 200, 350],
  freshCheese: [100, 150, 230],
  cheese: [25, 40, 60],
  powder: [20, 32, 50],
  jerky: [20, 30, 40],
  bacon: [20, 30, 40],
  sausage: [45, 90, 105],
  coldCut: [28, 60, 90],
  cannedFish: [75, 100, 175],
  fish: [80, 140, 230],
  seafood: [80, 120, 200],
  legume: [100, 160, 255],
  bakedBeans: [120, 190, 255],
  tofu: [80, 130, 255],
  meat: [80, 140, 250],
  protein: [30, 100, 250],
  porridge: [170, 234, 355],
  cereal: [25, 45, 60],
  bar: [20, 30, 60],
  pancakes: [70, 120, 150],
  cracker: [15, 30, 45],
  pastry: [40, 57, 70],
  bread: [25, 64, 105],
  wrap: [40, 60, 105],
  potato: [100, 200, 310],
  starch: [75, 200, 320],
  leaf: [30, 60, 95],
  salad: [50, 110, 150],
  crudites: [30, 60, 120],
  vegetable: [70, 130, 210],
  fruit: [80, 140, 250],
  tableFruit: [80, 140, 250],
  driedFruit: [15, 28, 40],
  nuts: [15, 28, 45],
  nutButter: [15, 24, 32],
  seeds: [10, 20, 30],
  avocado: [50, 100, 105],
  olives: [16, 28, 40],
  oil: [4, 10, 20.5],
  butter: [5, 10, 15],
  creamCheese: [14, 25, 30],
  hummus: [30, 60, 90],
  falafel: [50, 85, 140],
  dish: [90, 230, 420],
  milk: [120, 240, 310],
}
/** More of a measure at once reads like a recipe for twelve; pieces of a few grams (olives, crackers) come in more. */
const MOST_MEASURES = 4
const MOST_PIECES = 8
/** Measures and large things that people halve; an egg, a slice or a wing is whole. */
const HALVED =
  /^100 g|^1 (cup|container|can|fillet|steak|piece|chop|avocado|cucumber|medium head|bulb|block|oz|tbsp)\b|^\d+ oz|^1 medium stalk$/
const SMALL_PIECE = /^1 (olive|jumbo|super|cracker|patty|piece|date|prune|half|link|crispbread|cake|mini)/

/** How to dish out a food in a meal of so much energy; undefined when no sensible amount is within the meal. */
export function helpingOf(
  food: Pick<MealFood, 'per100' | 'portions'>,
  kind: Kind,
  mealKcal: number,
): Helping | undefined {
  const [leastG, usualG, mostG] = GRAMS[kind]
  const kcalPerGram = (food.per100[ENERGY] ?? 0) / 100
  const mostWithinMealG = Math.min(mostG, mealKcal / (kcalPerGram || 1))
  const named = food.portions.filter(({ grams }) => grams >= 1)
  const choices = (named.length > 0 ? named : [{ name: '100 g', grams: 100 }]).map(({ name, grams }) => {
    const stepCount = HALVED.test(name) ? 0.5 : 1
    const stepGrams = grams * stepCount
    const most = (SMALL_PIECE.test(name) ? MOST_PIECES : MOST_MEASURES) / stepCount
    return {
      portion: name,
      grams,
      stepCount,
      stepGrams,
      minSteps: Math.ceil(leastG / stepGrams),
      maxSteps: Math.floor(Math.min(most, mostWithinMealG / stepGrams)),
    }
  })
  const possible = choices.filter(({ minSteps, maxSteps }) => maxSteps >= minSteps)
  // The first is the most usual; one that could not make a usual amount is the second choice.
  const chosen =
    possible.find(({ stepGrams, maxSteps }) => stepGrams * maxSteps >= usualG * 0.8) ?? possible[0]
  if (!chosen) return undefined
  const { grams: _, ...helping } = chosen
  return helping
}
