import { LRUCache } from 'lru-cache'
import type { FoodIndex, NearWord, RankedFood } from '@mymacrotracker/food-search'

/** What a process found in one version of the catalogue. */
export interface Remembered {
  version: bigint
  near: LRUCache<string, NearWord[]>
  counts: LRUCache<string, number>
  rankings: LRUCache<string, RankedFood[]>
}

export interface SearchMemory {
  current(): Remembered
  /** The memory for this version: an empty one that replaces the old one if it is newer, and one that nobody shares for a reader of a standby that lags. */
  turnTo(version: bigint): Remembered
}

// A near word takes about 1 kB, a count 0.1 kB, a ranking of 50 foods 6 kB: at most 12 MB together.
const MOST_WORDS = 4000
const MOST_COUNTS = 20_000
const MOST_RANKINGS = 1000

/** Remembers what searches share: people type the same beginnings. Whoever uses it compares the catalogue's version first. */
export function createSearchMemory(): SearchMemory {
  let remembered = rememberNothing(-1n)
  return {
    current: () => remembered,
    turnTo(version) {
      if (version < remembered.version) return rememberNothing(version)
      if (version > remembered.version) remembered = rememberNothing(version)
      return remembered
    },
  }
}

function rememberNothing(version: bigint): Remembered {
  return {
    version,
    near: new LRUCache({ max: MOST_WORDS }),
    counts: new LRUCache({ max: MOST_COUNTS }),
    rankings: new LRUCache({ max: MOST_RANKINGS }),
  }
}

/** The index with the words of earlier searches remembered; asks it for the others alone. */
export function rememberingIndex(index: FoodIndex, { near, counts }: Remembered): FoodIndex {
  return {
    nearWords: (tokens) => throughMemory(near, tokens, (unknown) => index.nearWords(unknown)),
    countsOf: (words) => throughMemory(counts, words, (unknown) => index.countsOf(unknown)),
    foodsWithAny: (groups) => index.foodsWithAny(groups),
  }
}

async function throughMemory<T extends object | number>(
  memory: LRUCache<string, T>,
  keys: readonly string[],
  ask: (unknown: string[]) => T[] | Promise<T[]>,
): Promise<T[]> {
  const found = new Map(keys.map((key) => [key, memory.get(key)]))
  const unknown = keys.filter((key) => found.get(key) === undefined)
  if (unknown.length > 0)
    for (const [at, value] of (await ask(unknown)).entries()) {
      memory.set(unknown[at]!, value)
      found.set(unknown[at]!, value)
    }
  return keys.map((key) => found.get(key)!)
}
