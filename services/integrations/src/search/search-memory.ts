import { LRUCache } from 'lru-cache'
import type { NearWord, RankedFood } from '@mymacrotracker/food-search'

/** What a process found in one version of the catalogue. */
export interface Remembered {
  version: bigint
  near: LRUCache<string, NearWord[]>
  rankings: LRUCache<string, RankedFood[]>
}

export interface SearchMemory {
  current(): Remembered
  /** The memory for this version: an empty one if it is newer, and the old one is for nobody any more. Whoever reads from a standby that is behind shares none. */
  turnTo(version: bigint): Remembered
}

// A near word takes about 1 kB, a ranking of 50 foods 6 kB: at most 10 MB together.
const MOST_WORDS = 4000
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
  return { version, near: new LRUCache({ max: MOST_WORDS }), rankings: new LRUCache({ max: MOST_RANKINGS }) }
}
