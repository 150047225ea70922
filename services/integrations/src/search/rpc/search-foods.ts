import type { SearchServiceService } from '@mymacrotracker/contracts/integrations/v1/search_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { InvalidError } from '@mymacrotracker/errors'
import type { IntegrationsContext } from '../../context.ts'
import {
  expandToken,
  readFoodQuery,
  type QueryPhrase,
  rankFoods,
  type RankedFood,
  type SoughtPhrase,
} from '@mymacrotracker/food-search'
import type { Remembered } from '../search-memory.ts'
import type { SearchStore, TokenGroup } from '../store/search-store.ts'

const MAX_LIMIT = 50
const MAX_QUERY = 100

/** Ranked by `rankFoods`, whose docstring gives the scale of the score. */
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
        guess ? answer(guess) : learnWords(search, phrases, guessed),
      ])
      if (guessedAnswer && version === guessed.version) return guessedAnswer
      const memory = version === guessed.version ? guessed : searchMemory.turnTo(version)
      await learnWords(search, phrases, memory)
      const ranked = (await rank(search, phrases, memory)).slice(0, MAX_LIMIT)
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

async function learnWords(
  search: SearchStore,
  phrases: readonly QueryPhrase[],
  { near }: Remembered,
): Promise<undefined> {
  const wanted = phrases.flatMap(({ words }) =>
    words.filter(({ isSettled, word }) => !isSettled && !near.has(word)).map(({ word }) => word),
  )
  const unknown = [...new Set(wanted)]
  if (unknown.length > 0)
    for (const [at, words] of (await search.nearWords(unknown)).entries()) near.set(unknown[at]!, words)
}

async function rank(
  search: SearchStore,
  phrases: readonly QueryPhrase[],
  { near }: Remembered,
): Promise<RankedFood[]> {
  const sought = phrases.map(({ words, weight }): SoughtPhrase => ({
    weight,
    words: words.map((word, at) => ({
      word,
      meanings: word.isSettled
        ? [{ word: word.word, quality: 1 }]
        : expandToken(word.word, near.get(word.word) ?? [], at === words.length - 1),
    })),
  }))
  for (const groups of groupsToTry(sought)) {
    const foods = groups.length > 0 ? await search.foodsWithAny(groups) : []
    if (foods.length > 0) return rankFoods(sought, foods)
  }
  return []
}

/** First foods with every word; when there are none, without the words nobody has, then all but one of the rest, then any. */
function groupsToTry([typed, ...others]: readonly SoughtPhrase[]): TokenGroup[][] {
  const required = ({ words }: SoughtPhrase) => words.filter(({ word }) => !word.isOptional)
  const asTyped = required(typed!)
  // What has a word more than was typed is found with what was typed.
  const different = others.filter(
    (phrase) => !asTyped.every(({ word }) => phrase.words.some((other) => other.word.word === word.word)),
  )
  const known = asTyped.map(({ meanings }) => meanings).filter((meanings) => meanings.length > 0)
  return [
    [
      ...(known.length === asTyped.length ? [known] : []),
      ...different.map((phrase) => required(phrase).map(({ meanings }) => meanings)),
    ],
    known.length > 0 && known.length < asTyped.length ? [known] : [],
    known.length > 2 ? known.map((_, left) => known.filter((__, at) => at !== left)) : [],
    known.length > 1 ? known.map((meanings) => [meanings]) : [],
  ]
}
