import type { Expansion, NearWord } from './expand-token.ts'
import type { IndexedFood } from './rank-foods.ts'

/** For each word of a phrase what it may mean; none of them is empty. */
export type WordGroup = readonly (readonly Expansion[])[]

type Awaitable<T> = T | Promise<T>

/** What search asks of a set of foods: a database answers it for a catalogue, memory for what one person has. */
export interface FoodIndex {
  /** Words of the foods near each token: itself, words it begins, words alike, words that contain it. */
  nearWords(tokens: readonly string[]): Awaitable<NearWord[][]>
  /** How many foods have each of these very words. */
  countsOf(words: readonly string[]): Awaitable<number[]>
  /** Foods that have a meaning of every word of a group, for any of the groups. */
  foodsWithAny(groups: readonly WordGroup[]): Awaitable<IndexedFood[]>
}
