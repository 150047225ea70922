import { ALCOHOL, CARBOHYDRATE, ENERGY, FAT, PROTEIN, MACROS } from '@mymacrotracker/nutrition'
import type { MealFood } from './meal-food.ts'

/** Not eaten as it stands: it has to be cooked first. Raw vegetables, fruit and nuts are. */
const UNCOOKED = /\b(raw|dry|dried|uncooked|flour)\b/i
const COOKED_ROLES: ReadonlySet<string> = new Set(['protein', 'carbohydrate', 'mixed'])
/** Named as vegetables and fruit, used as seasoning. */
const SEASONING = /\b(garlic|ginger|cilantro|coriander|parsley|lemon|lime|jalape[nñ]o)\b/i

/** The part a food plays on a plate; undefined when it is no food to build a meal from. */
export function roleOf(food: Pick<MealFood, 'name' | 'role' | 'per100'>): string | undefined {
  const figures = MACROS.map((each) => food.per100[each])
  if (figures.includes(undefined) || (food.per100[ALCOHOL] ?? 0) > 0.5) return undefined
  const role = food.role || roleByEnergy(food)
  if (COOKED_ROLES.has(role ?? '') && UNCOOKED.test(food.name)) return undefined
  if ((role === 'vegetable' || role === 'fruit') && SEASONING.test(food.name)) return undefined
  if (role === 'drink' && (food.per100[PROTEIN] ?? 0) < 2) return undefined
  return role
}

/** For a food nobody gave a role: what most of its energy comes from (4, 4, 9 kcal/g, EU 1169/2011). */
function roleByEnergy({ per100 }: Pick<MealFood, 'per100'>): string | undefined {
  const kcal = per100[ENERGY]!
  if (kcal < 10) return undefined
  if (per100[PROTEIN]! * 4 >= kcal * 0.35) return 'protein'
  if (per100[FAT]! * 9 >= kcal * 0.65) return 'fat'
  return per100[CARBOHYDRATE]! * 4 >= kcal * 0.6 ? 'carbohydrate' : 'mixed'
}
