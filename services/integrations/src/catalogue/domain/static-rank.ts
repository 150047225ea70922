import type { CatalogueFood } from './catalogue-food.ts'

/**
 * Which foods search looks at first when a word fits many: starter before USDA before Open Food Facts, then what people
 * commonly eat, then plain names.
 */
export function staticRank({ food, isCommon }: CatalogueFood, nameWords: number): number {
  return (
    food.source * 10_000 +
    (isCommon ? 0 : 4_000) +
    (food.brand === '' ? 0 : 1_000) +
    Math.min(nameWords, 40) * 20
  )
}
