import type { SearchServiceService } from '@mymacrotracker/contracts/integrations/v1/search_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { InvalidError } from '@mymacrotracker/errors'
import type { IntegrationsContext } from '../../context.ts'
import { findFoods, readFoodQuery, type QueryPhrase, type RankedFood } from '@mymacrotracker/food-search'
import { rememberingIndex } from '../search-memory.ts'

const MAX_LIMIT = 50
const MAX_QUERY = 100

/** Ranked by packages/food-search, whose `rankFoods` gives the scale of the score. */
export function searchFoods({
  db,
  searchMemory,
}: IntegrationsContext): Handlers<SearchServiceService>['searchFoods'] {
  return async ({ query, limit }) => {
    if (limit < 1 || limit > MAX_LIMIT)
      throw InvalidError.field('limit', 'OUT_OF_RANGE', `must be 1 to ${MAX_LIMIT}`)
    const phrases = phrasesOf(query)
    const key = JSON.stringify(phrases)
    return db.reading.asSystem(async ({ search, foods }) => {
      const answer = async (ranked: readonly RankedFood[]) => {
        const scores = new Map(ranked.slice(0, limit).map(({ foodId, score }) => [foodId, score]))
        return {
          found: (await foods.byIds([...scores.keys()])).map((food) => ({
            food,
            score: scores.get(food.id)!,
          })),
        }
      }
      const guessed = searchMemory.current()
      const guess = guessed.rankings.get(key)
      const [version, guessedAnswer] = await Promise.all([
        search.catalogueVersion(),
        guess ? answer(guess) : undefined,
      ])
      if (guessedAnswer && version === guessed.version) return guessedAnswer
      const memory = version === guessed.version ? guessed : searchMemory.turnTo(version)
      const ranked = (await findFoods(phrases, rememberingIndex(search, memory))).slice(0, MAX_LIMIT)
      memory.rankings.set(key, ranked)
      return answer(ranked)
    })
  }
}

function phrasesOf(query: string): QueryPhrase[] {
  if (query.includes('\u0000')) throw InvalidError.field('query', 'INVALID_TEXT', 'must not contain U+0000')
  if ([...query].length > MAX_QUERY)
    throw InvalidError.field('query', 'TOO_LONG', `must be at most ${MAX_QUERY} characters`)
  const phrases = readFoodQuery(query)
  if (phrases.length === 0) throw InvalidError.field('query', 'REQUIRED', 'must contain a letter or a digit')
  return phrases
}
