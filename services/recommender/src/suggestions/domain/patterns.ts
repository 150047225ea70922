import type { Kind } from './food-kind.ts'

/** One part of a plate: so many foods of these kinds. Left out when nobody has any, unless the plate is nothing without it. */
export interface Slot {
  kinds: readonly Kind[]
  least: number
  most: number
  isNeeded?: boolean
  choices: number
}

/** What makes a plate; the first slot is its main thing. One of weight 2 comes twice as often as one without, one of 0.5 after those. */
export interface Pattern {
  name: string
  weight?: number
  slots: readonly Slot[]
}

const needed = (...kinds: Kind[]): Slot => ({ kinds, least: 1, most: 1, isNeeded: true, choices: 4 })
const one = (...kinds: Kind[]): Slot => ({ kinds, least: 1, most: 1, choices: 3 })
const maybe = (...kinds: Kind[]): Slot => ({ kinds, least: 0, most: 1, choices: 2 })
const greens = (...kinds: Kind[]): Slot => ({ kinds, least: 1, most: 2, choices: 3 })

const PLATE: Pattern = {
  name: 'plate',
  weight: 2,
  slots: [
    needed('meat', 'fish', 'protein'),
    one('starch', 'potato'),
    greens('vegetable', 'salad', 'leaf'),
    maybe('oil', 'avocado'),
  ],
}
const BOWL: Pattern = {
  name: 'bowl',
  slots: [
    needed('tofu', 'legume', 'seafood', 'cannedFish'),
    one('starch'),
    greens('vegetable', 'salad', 'leaf'),
    maybe('oil', 'avocado', 'olives'),
  ],
}
const PAN: Pattern = {
  name: 'pan',
  slots: [
    needed('egg', 'sausage'),
    needed('potato', 'bread'),
    greens('salad', 'leaf', 'vegetable'),
    maybe('avocado', 'oil'),
  ],
}
const DISH: Pattern = {
  name: 'dish',
  weight: 0.5,
  slots: [needed('dish'), greens('salad', 'leaf', 'vegetable'), maybe('oil', 'avocado')],
}
const SANDWICH: Pattern = {
  name: 'sandwich',
  slots: [
    needed('coldCut', 'cheese', 'cannedFish', 'egg', 'hummus'),
    needed('bread', 'wrap'),
    greens('salad', 'leaf'),
    maybe('avocado', 'butter'),
  ],
}
const MEZZE: Pattern = {
  name: 'mezze',
  weight: 0.5,
  slots: [needed('falafel'), needed('wrap', 'bread'), greens('salad', 'leaf'), maybe('hummus', 'avocado')],
}
const BREAKFAST: readonly Pattern[] = [
  {
    name: 'yogurt',
    slots: [
      needed('yogurt', 'freshCheese'),
      maybe('cereal'),
      one('fruit', 'driedFruit'),
      maybe('nuts', 'seeds'),
    ],
  },
  {
    name: 'eggs',
    slots: [
      needed('egg'),
      needed('bread', 'wrap', 'cracker'),
      one('salad', 'vegetable', 'leaf'),
      maybe('avocado', 'butter', 'bacon'),
    ],
  },
  {
    name: 'porridge',
    slots: [
      needed('porridge'),
      one('fruit', 'driedFruit'),
      maybe('nuts', 'nutButter', 'seeds'),
      maybe('powder'),
      maybe('milk'),
    ],
  },
  {
    name: 'bread',
    slots: [
      needed('coldCut', 'tofu', 'bakedBeans', 'cheese', 'sausage', 'protein'),
      needed('bread', 'wrap', 'cracker'),
      one('salad', 'vegetable', 'leaf'),
      maybe('avocado', 'butter'),
    ],
  },
  {
    name: 'toast',
    slots: [needed('bread', 'cracker'), one('nutButter', 'freshCheese'), one('fruit', 'tableFruit')],
  },
  {
    name: 'pancakes',
    slots: [needed('pancakes', 'pastry'), one('yogurt', 'freshCheese'), one('fruit', 'tableFruit')],
  },
  {
    name: 'cereal',
    slots: [needed('cereal'), needed('milk'), one('fruit', 'driedFruit'), maybe('nuts', 'seeds')],
  },
  { name: 'dish', slots: [needed('dish'), one('fruit', 'tableFruit')] },
]
const SNACK: readonly Pattern[] = [
  { name: 'dairy', slots: [needed('yogurt', 'freshCheese'), one('fruit', 'tableFruit', 'cereal', 'nuts')] },
  { name: 'fruit', slots: [needed('fruit'), one('nuts', 'bar')] },
  {
    name: 'crackers',
    slots: [
      needed('cracker', 'bread'),
      one('cheese', 'nutButter', 'freshCheese', 'coldCut', 'hummus', 'avocado'),
    ],
  },
  { name: 'dip', slots: [needed('hummus'), needed('salad', 'crudites')] },
  { name: 'savoury', slots: [needed('egg', 'legume', 'jerky', 'protein'), maybe('salad', 'crudites')] },
  { name: 'shake', slots: [needed('powder'), needed('milk'), maybe('fruit')] },
  { name: 'dish', slots: [needed('dish'), maybe('fruit', 'tableFruit')] },
]

/** The plates a meal can be; a meal of the person's own name is a snack. */
export function patternsOf(meal: string): readonly Pattern[] {
  if (meal === 'breakfast') return BREAKFAST
  if (meal === 'lunch') return [PLATE, SANDWICH, BOWL, DISH, MEZZE]
  return meal === 'dinner' ? [PLATE, BOWL, PAN, DISH, MEZZE] : SNACK
}
