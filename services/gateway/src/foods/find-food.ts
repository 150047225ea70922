import { FoodSource, type Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { NotFoundError, ServiceError, UnavailableError } from '@mymacrotracker/errors'
import { askParts } from '../server/ask-parts.ts'
import type { RequestCall } from '../server/route.ts'

type Question = (call: RequestCall) => Promise<Food | undefined>

/**
 * One food out of the person's own and the catalogue, asked at once: the own one goes first, then the catalogue's, then
 * the person's copy of it. "There is none" is said only when both said so.
 */
export async function findFood(
  call: RequestCall,
  { known, catalogue }: { known: Question; catalogue: Question },
): Promise<Food> {
  const parts = askParts(call, { needsOne: true })
  const [own, common] = await Promise.all([
    parts.ask('ownFoods', missingIsNone(known)),
    parts.ask('catalogue', missingIsNone(catalogue)),
  ])
  const food = own?.source === FoodSource.FOOD_SOURCE_OWN ? own : (common ?? own)
  if (food) return food
  if (parts.unavailable().length > 0)
    throw new UnavailableError('FOOD_UNAVAILABLE', 'the food cannot be looked up right now', {
      retryAfterMs: 1000,
    })
  throw new NotFoundError('FOOD_NOT_FOUND', 'there is no such food')
}

/** A barcode whose check digit is wrong is no food's either. */
function missingIsNone(question: Question): Question {
  return async (call) => {
    try {
      return await question(call)
    } catch (error) {
      if (error instanceof ServiceError && (error.kind === 'not_found' || error.reason === 'BARCODE_INVALID'))
        return undefined
      throw error
    }
  }
}
