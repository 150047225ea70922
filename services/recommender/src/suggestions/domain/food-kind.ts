import type { MealFood } from './meal-food.ts'
import { roleOf } from './food-role.ts'

/** What a food is in the kitchen, finer than its role: it decides beside what it is served, and how much of it. */
export type Kind =
  | 'egg'
  | 'yogurt'
  | 'freshCheese'
  | 'cheese'
  | 'powder'
  | 'jerky'
  | 'bacon'
  | 'sausage'
  | 'coldCut'
  | 'cannedFish'
  | 'fish'
  | 'seafood'
  | 'legume'
  | 'bakedBeans'
  | 'tofu'
  | 'meat'
  | 'protein'
  | 'porridge'
  | 'cereal'
  | 'bar'
  | 'pancakes'
  | 'cracker'
  | 'pastry'
  | 'bread'
  | 'wrap'
  | 'potato'
  | 'starch'
  | 'leaf'
  | 'salad'
  | 'crudites'
  | 'vegetable'
  | 'fruit'
  | 'tableFruit'
  | 'driedFruit'
  | 'nuts'
  | 'nutButter'
  | 'seeds'
  | 'avocado'
  | 'olives'
  | 'oil'
  | 'butter'
  | 'creamCheese'
  | 'hummus'
  | 'falafel'
  | 'dish'
  | 'milk'

type Rule = readonly [name: RegExp, kind: Kind | undefined]

/** By the words of the name, the first that matches; the last of a role takes what is left. `undefined` goes on no plate by itself. */
const RULES: Record<string, readonly Rule[]> = {
  protein: [
    [/parmesan|spirulina/i, undefined],
    [/\beggs?\b|omelet/i, 'egg'],
    [/yogh?urt|skyr|kefir/i, 'yogurt'],
    [/cottage|ricotta|quark/i, 'freshCheese'],
    [/cheese|feta|gouda|cheddar|mozzarella|halloumi/i, 'cheese'],
    [/powder|\bwhey\b/i, 'powder'],
    [/jerky/i, 'jerky'],
    [/bacon/i, 'bacon'],
    [/sausage|frankfurter|wurst/i, 'sausage'],
    [/\bdeli\b|salami|smoked|prosciutto/i, 'coldCut'],
    [/(tuna|salmon|sardine|mackerel).*canned|canned.*(tuna|salmon|sardine|mackerel)/i, 'cannedFish'],
    [/shrimp|prawn|crab|mussel|squid|lobster/i, 'seafood'],
    [/salmon|tuna|\bcod\b|tilapia|trout|mackerel|sardine|\bfish\b|haddock|herring/i, 'fish'],
    [/baked beans/i, 'bakedBeans'],
    [/lentil|chickpea|\bbeans?\b|\bpeas\b|edamame/i, 'legume'],
    [/tofu|tempeh|seitan/i, 'tofu'],
    [/chicken|turkey|duck|beef|steak|pork|\bham\b|lamb|veal/i, 'meat'],
    [/./, 'protein'],
  ],
  carbohydrate: [
    [/chips|pretzel|crisps/i, undefined],
    [/\bbar\b/i, 'bar'],
    [/oatmeal|porridge/i, 'porridge'],
    [/granola|muesli|flakes|cereal/i, 'cereal'],
    [/pancake|waffle/i, 'pancakes'],
    [/crispbread|rice cake|cracker/i, 'cracker'],
    [/popcorn/i, undefined],
    [/croissant/i, 'pastry'],
    [/tortilla|\bwrap\b|pita/i, 'wrap'],
    [/bread|bagel|\bbun\b|toast|\brolls?\b|baguette/i, 'bread'],
    [/potato|fries/i, 'potato'],
    [/./, 'starch'],
  ],
  vegetable: [
    [/^lettuce|^(spinach|kale|arugula).*\braw\b/i, 'leaf'],
    [/^(tomato|cucumber|carrots?|bell pepper|cabbage)\b.*\braw\b/i, 'salad'],
    [/^(celery|radish(es)?)\b/i, 'crudites'],
    [/\braw\b|tomato paste/i, undefined],
    [/./, 'vegetable'],
  ],
  fruit: [
    [/raisin|\bdates?\b|prune|dried/i, 'driedFruit'],
    [/melon|grapefruit|lychee|passion|persimmon|guava|papaya/i, 'tableFruit'],
    [/./, 'fruit'],
  ],
  fat: [
    [/pine nut|sesame|coconut/i, undefined],
    [/(peanut|almond|nut) butter|tahini/i, 'nutButter'],
    [/seed/i, 'seeds'],
    [/avocado/i, 'avocado'],
    [/cream cheese/i, 'creamCheese'],
    [/\boil\b/i, 'oil'],
    [/olives/i, 'olives'],
    [/butter/i, 'butter'],
    [/almond|walnut|cashew|pistachio|hazelnut|pecan|peanut|nuts?\b/i, 'nuts'],
    [/./, undefined],
  ],
  mixed: [
    [/hummus/i, 'hummus'],
    [/falafel/i, 'falafel'],
    [/soup/i, undefined],
    [/trail mix/i, 'nuts'],
    [/coleslaw/i, 'salad'],
    [/fried rice/i, 'starch'],
    [/potato salad/i, 'potato'],
    [/./, 'dish'],
  ],
  drink: [
    [/milk(?!shake)/i, 'milk'],
    [/./, undefined],
  ],
}

/** Nobody is led to it; who logs it is offered it. */
const HABIT_ONLY =
  /fast food|pizza|burger\b|hot dog|frankfurter|nuggets|french fries|fish sticks|jerky|american cheese|imitation|sauerkraut|hamburger|kale, raw/i

/** Undefined when the food is not put on a plate, or only on that of a person who logs it. */
export function kindOf(food: Pick<MealFood, 'name' | 'role' | 'per100'>, isHabit: boolean): Kind | undefined {
  if (!isHabit && HABIT_ONLY.test(food.name)) return undefined
  return RULES[roleOf(food) ?? '']?.find(([name]) => name.test(food.name))?.[1]
}
