import type { SearchServiceService } from '@mymacrotracker/contracts/integrations/v1/search_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { MAX_SEARCH_QUERY, MAX_SEARCH_RESULTS } from '@mymacrotracker/contracts'
import { requireAll, requireNumber, requireText, requireThat } from '@mymacrotracker/validation'
import type { IntegrationsContext } from '../../context.ts'
import { findFoods, readFoodQuery, type QueryPhrase, type RankedFood } from '@mymacrotracker/food-search'
import { rememberingIndex } from '../search-memory.ts'

/** Ranked by packages/food-search, whose `rankFoods` gives the scale of the score. */
export function searchFoods({
  db,
  searchMemory,
}: IntegrationsContext): Handlers<SearchServiceService>['searchFoods'] {
  return async ({ query, limit }) => {
    const { phrases } = requireAll({
      limit: () => requireNumber('limit', limit, { min: 1, max: MAX_SEARCH_RESULTS }),
      phrases: () => phrasesOf(query),
    })
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
      const ranked = (await findFoods(phrases, rememberingIndex(search, memory))).slice(0, MAX_SEARCH_RESULTS)
      memory.rankings.set(key, ranked)
      return answer(ranked)
    })
  }
}

function phrasesOf(query: string): QueryPhrase[] {
  const phrases = readFoodQuery(requireText('query', query, { min: 0, max: MAX_SEARCH_QUERY }))
  requireThat(phrases.length > 0, 'query', 'REQUIRED', 'must contain a letter or a digit')
  return phrases
}
