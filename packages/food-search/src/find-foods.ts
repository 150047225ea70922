import { expandToken, type Expansion, type NearWord } from './expand-token.ts'
import type { FoodIndex, WordGroup } from './food-index.ts'
import { readFoodQuery, type QueryPhrase } from './food-query.ts'
import { rankFoods, type IndexedFood, type RankedFood, type SoughtPhrase } from './rank-foods.ts'
import { spellingsNear, withoutUmlauts } from './search-words.ts'
import { joinedPhrases, piecesOf, splitPhrases } from './word-breaks.ts'

const TRANSLITERATED = 0.99
const MISSPELT = 0.83

/** Foods of the index that the phrases of a query may mean, best first. `rankFoods` says what a score means. */
export async function findFoods(phrases: readonly QueryPhrase[], index: FoodIndex): Promise<RankedFood[]> {
  const { near, counts } = await lookUp(phrases, index)
  const typed = phrases[0]!.words
  const all = [
    ...phrases,
    ...joinedPhrases(typed, counts),
    ...splitPhrases(typed, counts, (word) => meaningsIn(near, word, { isLast: true, isAlone: true })),
  ]
  const sought = all.map((phrase): SoughtPhrase => ({
    ...phrase,
    words: phrase.words.map((word, at) => ({
      word,
      meanings: word.isSettled
        ? [{ word: word.word, quality: 1 }]
        : meaningsIn(near, word.word, {
            isLast: at === phrase.words.length - 1,
            isAlone: phrase.words.length === 1,
          }),
    })),
  }))
  for (const groups of groupsToTry(sought)) {
    const foods: IndexedFood[] = groups.length > 0 ? await index.foodsWithAny(groups) : []
    if (foods.length > 0) return rankFoods(sought, foods)
  }
  return []
}

/** Foods of the index that a typed text may mean; none for a text without a word. */
export async function searchFoods(query: string, index: FoodIndex): Promise<RankedFood[]> {
  const phrases = readFoodQuery(query)
  return phrases.length > 0 ? findFoods(phrases, index) : []
}

interface LookedUp {
  near: ReadonlyMap<string, NearWord[]>
  counts: ReadonlyMap<string, number>
}

async function lookUp(phrases: readonly QueryPhrase[], index: FoodIndex): Promise<LookedUp> {
  const open = phrases.flatMap(({ words }) =>
    words.filter(({ isSettled }) => !isSettled).map(({ word }) => word),
  )
  const tokens = [...new Set(open.flatMap((word) => [...variantsOf(word).keys()]))]
  const pieces = piecesOf(phrases[0]!.words)
  const [near, counts] = await Promise.all([index.nearWords(tokens), index.countsOf(pieces)])
  return {
    near: new Map(tokens.map((token, at) => [token, near[at]!])),
    counts: new Map(pieces.map((piece, at) => [piece, counts[at]!])),
  }
}

/** A token and other spellings of it, with how far they may be trusted. */
function variantsOf(token: string): Map<string, number> {
  const spellings = spellingsNear(token).map((word) => [word, MISSPELT] as const)
  return new Map([...spellings, [withoutUmlauts(token), TRANSLITERATED], [token, 1]])
}

function meaningsIn(
  near: LookedUp['near'],
  token: string,
  place: Parameters<typeof expandToken>[2],
): Expansion[] {
  const [plain, ...others] = [...variantsOf(token)].reverse().map(([variant, trust]) =>
    expandToken(variant, near.get(variant) ?? [], place).map(({ word, quality }) => ({
      word,
      quality: quality * trust,
    })),
  )
  if (plain!.some(({ quality }) => quality === 1)) return plain!
  const best = new Map<string, number>()
  for (const { word, quality } of [...plain!, ...others.flat()])
    best.set(word, Math.max(quality, best.get(word) ?? 0))
  return [...best].map(([word, quality]) => ({ word, quality }))
}

/** First foods with every word; when there are none, without the words nobody has, then all but one of the rest, then any. */
function groupsToTry([typed, ...others]: readonly SoughtPhrase[]): WordGroup[][] {
  const required = ({ words }: SoughtPhrase) =>
    words.filter(({ word }) => !word.isOptional).map(({ meanings }) => meanings)
  const wordsOf = ({ words }: SoughtPhrase) =>
    words.filter(({ word }) => !word.isOptional).map(({ word }) => word.word)
  const asTyped = wordsOf(typed!)
  // What has a word more than was typed is found with what was typed.
  const different = others.filter((phrase) => !asTyped.every((word) => wordsOf(phrase).includes(word)))
  const all = required(typed!)
  const known = all.filter((meanings) => meanings.length > 0)
  const isKnown = (group: WordGroup) => group.length > 0 && group.every((meanings) => meanings.length > 0)
  return [
    [all, ...different.map(required)].filter(isKnown),
    known.length < all.length ? [known].filter(isKnown) : [],
    known.length > 2 ? known.map((_, left) => known.filter((__, at) => at !== left)) : [],
    known.length > 1 ? known.map((meanings) => [meanings]) : [],
  ]
}
