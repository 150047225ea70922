import { isNearWord, isTwoTyposAway, TWO_SLIPS, type NearWord } from './expand-token.ts'
import type { FoodIndex, WordGroup } from './food-index.ts'
import type { IndexedFood } from './rank-foods.ts'
import { indexedWords, searchWords } from './search-words.ts'

/** Words of a name that count: what comes after them names no food. */
const MAX_NAME_WORDS = 16
const MAX_BRAND_WORDS = 4
const MAX_NAME_LENGTH = 120
/** Words of one answer, and foods that are ranked. */
const MOST_NEAR = 40
const MOST_FOODS = 120
/** Comparisons for two typos that one search may cost, about 3 µs each. */
const MOST_COMPARISONS = 1500

/** A food from its name and brand, as search compares them. */
export function indexedFood(food: {
  foodId: string
  name: string
  brand?: string
  staticRank: number
  source: number
}): IndexedFood {
  let left = MAX_NAME_WORDS
  const name = food.name
    .slice(0, MAX_NAME_LENGTH)
    .split(/,(?!\d)/)
    .flatMap((part) => {
      const words = left > 0 ? searchWords(part).slice(0, left) : []
      left -= words.length
      return words.length > 0 ? [words] : []
    })
  return {
    foodId: food.foodId,
    staticRank: food.staticRank,
    source: food.source,
    name,
    brand: searchWords((food.brand ?? '').slice(0, MAX_NAME_LENGTH)).slice(0, MAX_BRAND_WORDS),
    synonyms: [],
  }
}

/**
 * An index of some thousand foods at most, best first. A look-up reads every word once and compares few of them, whatever the
 * names are.
 */
export function memoryIndex(foods: readonly IndexedFood[]): FoodIndex {
  const placesOf = new Map<string, number[]>()
  for (const [place, food] of foods.entries())
    for (const word of indexedWords([...food.name.flat(), ...food.brand, ...food.synonyms.flat(2)])) {
      const places = placesOf.get(word)
      if (places) places.push(place)
      else placesOf.set(word, [place])
    }
  let comparisons = 0
  const wordsWhere = (isNear: (word: string) => boolean): NearWord[] => {
    const found: NearWord[] = []
    for (const [word, places] of placesOf) {
      if (found.length === MOST_NEAR) break
      if (isNear(word)) found.push({ word, foodCount: places.length })
    }
    return found
  }
  const near = (token: string): NearWord[] => {
    const exact = placesOf.get(token)
    const alike = wordsWhere((word) => word !== token && isNearWord(token, word))
    if (exact) return [{ word: token, foodCount: exact.length }, ...alike]
    if (alike.length > 0 || token.length < TWO_SLIPS) return alike
    return wordsWhere((word) => comparisons++ < MOST_COMPARISONS && isTwoTyposAway(token, word))
  }
  const placesOfAny = (words: WordGroup[number]) =>
    new Set(words.flatMap(({ word }) => placesOf.get(word) ?? []))
  return {
    nearWords: (tokens) => tokens.map(near),
    countsOf: (words) => words.map((word) => placesOf.get(word)?.length ?? 0),
    foodsWithAny: (groups) => {
      const places = groups.flatMap(([first, ...rest]) => {
        const others = rest.map(placesOfAny)
        return [...placesOfAny(first!)].filter((place) => others.every((each) => each.has(place)))
      })
      return [...new Set(places)]
        .sort((a, b) => a - b)
        .slice(0, MOST_FOODS)
        .map((place) => foods[place]!)
    },
  }
}
