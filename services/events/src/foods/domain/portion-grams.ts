import { MAX_GRAMS } from '@mymacrotracker/contracts'
import type { FoodAmount } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { InvalidError } from '@mymacrotracker/errors'
import { exact, plainName } from '@mymacrotracker/nutrition'

/** Grams (or millilitres) of what was said: as they are, or so many of one of the food's portions. PORTION_NOT_FOUND names the choices. */
export function gramsOf(
  amount: NonNullable<FoodAmount['amount']>,
  food: Pick<Food, 'name' | 'portions'>,
): number {
  if (amount.$case === 'grams') return amount.value
  const { portion: wanted, count } = amount.value
  const portion = food.portions.find(({ name }) => plainName(name) === plainName(wanted))
  if (portion) {
    const grams = exact(portion.grams * count)
    if (grams > MAX_GRAMS)
      throw InvalidError.field('amount.count', 'OUT_OF_RANGE', `makes ${grams} g, more than ${MAX_GRAMS}`)
    return grams
  }
  const choices = food.portions.map(({ name }) => name).join(', ') || 'none: give grams'
  throw InvalidError.field(
    'amount.portion',
    'PORTION_NOT_FOUND',
    `${food.name} has no such portion (it has ${choices})`,
  )
}
