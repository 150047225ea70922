import { indexedFood, type IndexedFood } from '@mymacrotracker/food-search'
import { LRUCache } from 'lru-cache'

/** People search a letter at a time over the same names; one takes about 1 kB. */
const MOST_NAMES = 10_000

/** `indexedFood`, with the words of each name remembered. */
export function foodFolder(): typeof indexedFood {
  const words = new LRUCache<string, Pick<IndexedFood, 'name' | 'brand' | 'synonyms'>>({ max: MOST_NAMES })
  return (food) => {
    const { foodId, staticRank, source } = food
    const key = `${food.name}\n${food.brand ?? ''}`
    const known = words.get(key)
    if (known) return { foodId, staticRank, source, ...known }
    const { name, brand, synonyms } = indexedFood(food)
    words.set(key, { name, brand, synonyms })
    return { foodId, staticRank, source, name, brand, synonyms }
  }
}
