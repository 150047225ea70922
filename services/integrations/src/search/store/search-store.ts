import type { Sql } from '@mymacrotracker/database'
import type { Expansion, NearWord, IndexedFood } from '@mymacrotracker/food-search'

export interface SearchStore {
  /** Grows whenever what search reads changes. What is read after it is at least as new. */
  catalogueVersion(): Promise<bigint>
  /** Words of the catalogue near each token: itself, words it begins, words alike. */
  nearWords(tokens: readonly string[]): Promise<NearWord[][]>
  /** Foods that have a meaning of each token of a group, for any of the groups: of each the 120 (40 of several) of best static rank. */
  foodsWithAny(groups: readonly TokenGroup[]): Promise<IndexedFood[]>
}

/** Meanings of each token of a phrase. */
export type TokenGroup = readonly (readonly Expansion[])[]

/** Words that share less of their trigrams are not compared. */
const SIMILARITY = '0.25'
/** More were not better; parsing and ranking them takes 0.4 ms. */
const MOST_CANDIDATES = 120
const MOST_OF_SEVERAL = 40

// A word of three foods or more is taken as meant: only the others are compared with the vocabulary, first with words one
// typo away, then, when there are none, with all that look alike.
const NEAR_WORDS = `
  select t.at::int as at, near.word, near.food_count
  from unnest($1::text[]) with ordinality as t(token, at) cross join lateral (
    (select word, food_count from food_words where word = t.token)
    union
    (select word, food_count from food_words where word > t.token and word < t.token || U&'\\+10FFFF' order by food_count desc, word limit 12)
    union
    (select w.word, w.food_count from one_letter_less(t.token) as less(key) join food_word_keys k on k.key = less.key join food_words w on w.word = k.word
     where length(t.token) >= 4 and not exists (select from food_words known where known.word = t.token and known.food_count >= 3)
     order by w.food_count desc, w.word limit 24)
    union
    (select word, food_count from food_words
     where length(t.token) >= 6 and word % t.token and not exists (select from food_words known where known.word >= t.token and known.word < t.token || U&'\\+10FFFF')
       and not exists (select from one_letter_less(t.token) as less(key) join food_word_keys k on k.key = less.key)
     order by similarity(word, t.token) desc, word limit 12)
  ) near`

const BEST_FOODS = `select food_id, static_rank, source, text from food_index where words @@ $1::tsquery order by static_rank, food_id limit ${MOST_CANDIDATES}`
const BEST_FOODS_OF_SEVERAL = `
  select distinct food.food_id, food.static_rank, food.source, food.text from unnest($1::text[]) as given(query) cross join lateral (
    select food_id, static_rank, source, text from food_index where words @@ given.query::tsquery order by static_rank, food_id limit ${MOST_OF_SEVERAL}
  ) food`

interface FoodIndexRow {
  food_id: string
  static_rank: number
  source: number
  text: string
}

export function searchStore(sql: Sql): SearchStore {
  return {
    async catalogueVersion() {
      const [row] = await sql<{ version: bigint }>('select version from catalogue_version')
      return row!.version
    },
    async nearWords(tokens) {
      const [, rows] = await Promise.all([
        sql(`select set_config('pg_trgm.similarity_threshold', '${SIMILARITY}', true)`),
        sql<{ at: number; word: string; food_count: number }>(NEAR_WORDS, [tokens]),
      ])
      return tokens.map((_, index) =>
        rows
          .filter(({ at }) => at === index + 1)
          .map(({ word, food_count: foodCount }) => ({ word, foodCount })),
      )
    },
    async foodsWithAny(groups) {
      const [query, ...more] = groups.map(allOf)
      const rows =
        more.length > 0
          ? sql<FoodIndexRow>(BEST_FOODS_OF_SEVERAL, [[query, ...more]])
          : sql<FoodIndexRow>(BEST_FOODS, [query])
      return (await rows).map(indexedFood)
    },
  }
}

function allOf(group: TokenGroup): string {
  return group.map((meanings) => `(${meanings.map(({ word }) => quoted(word)).join('|')})`).join('&')
}

function quoted(word: string): string {
  return `'${word.replace(/\\/g, '\\\\').replace(/'/g, `''`)}'`
}

function indexedFood({ food_id: foodId, static_rank: staticRank, source, text }: FoodIndexRow): IndexedFood {
  const [name = [], brand = [], ...synonyms] = text.split('|').map((parts) =>
    parts
      .split(',')
      .filter(Boolean)
      .map((words) => words.split(' ')),
  )
  return { foodId, staticRank, source, name, brand: brand.flat(), synonyms }
}
