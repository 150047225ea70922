import type { Sql } from '@mymacrotracker/database'
import type { FoodIndex, IndexedFood, WordGroup } from '@mymacrotracker/food-search'

/** The catalogue as `findFoods` reads it. For a word it gives at most 12 to 24 neighbours of a kind, of foods those of best static rank. */
export interface SearchStore extends FoodIndex {
  /** Grows whenever what search reads changes. What is read after it is at least as new. */
  catalogueVersion(): Promise<bigint>
}

/** Words that share less of their trigrams are not compared. */
const SIMILARITY = '0.25'
/** More were not better; parsing and ranking them takes 0.4 ms. */
const MOST_CANDIDATES = 120
const MOST_OF_SEVERAL = 40

// A word of three foods or more is taken as meant: only the others are compared with the vocabulary, first with words one
// typo away and words they are part of, then, when there are none, with all that look alike. Of a word of three letters only
// the first may be missing.
const NEAR_WORDS = `
  select t.at::int as at, near.word, near.food_count
  from unnest($1::text[]) with ordinality as t(token, at) cross join lateral (
    (select word, food_count from food_words where word = t.token)
    union
    (select word, food_count from food_words where word > t.token and word < t.token || U&'\\+10FFFF' order by food_count desc, word limit case when length(t.token) <= 2 then 40 else 12 end)
    union
    (select w.word, w.food_count from one_letter_less(t.token) as less(key) join food_word_keys k on k.key = less.key join food_words w on w.word = k.word
     where length(t.token) >= 3 and not exists (select from food_words known where known.word = t.token and known.food_count >= 3)
     order by w.food_count desc, w.word limit 24)
    union
    (select word, food_count from food_words
     where length(t.token) >= 4 and word like '%' || t.token || '%' and not exists (select from food_words known where known.word >= t.token and known.word < t.token || U&'\\+10FFFF')
     order by food_count desc, word limit 8)
    union
    (select word, food_count from food_words
     where length(t.token) >= 6 and word % t.token and not exists (select from food_words known where known.word >= t.token and known.word < t.token || U&'\\+10FFFF')
       and not exists (select from one_letter_less(t.token) as less(key) join food_word_keys k on k.key = less.key)
     order by similarity(word, t.token) desc, word limit 12)
  ) near`

const COUNTS = 'select word, food_count from food_words where word = any($1::text[])'

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
    async countsOf(words) {
      if (words.length === 0) return []
      const rows = await sql<{ word: string; food_count: number }>(COUNTS, [words])
      const counts = new Map(rows.map(({ word, food_count: count }) => [word, count]))
      return words.map((word) => counts.get(word) ?? 0)
    },
    async foodsWithAny(groups) {
      const [query, ...more] = groups.map(allOf)
      const rows =
        more.length > 0
          ? sql<FoodIndexRow>(BEST_FOODS_OF_SEVERAL, [[query, ...more]])
          : sql<FoodIndexRow>(BEST_FOODS, [query])
      return (await rows).map(foodOfRow)
    },
  }
}

/** The lexemes as tsquery, each quoted: whatever a word is made of, it is a word and no operator. */
function allOf(group: WordGroup): string {
  return group.map((meanings) => `(${meanings.map(({ word }) => quoted(word)).join('|')})`).join('&')
}

function quoted(word: string): string {
  return `'${word.replace(/\\/g, '\\\\').replace(/'/g, `''`)}'`
}

function foodOfRow({ food_id: foodId, static_rank: staticRank, source, text }: FoodIndexRow): IndexedFood {
  const [name = [], brand = [], ...synonyms] = text.split('|').map((parts) =>
    parts
      .split(',')
      .filter(Boolean)
      .map((words) => words.split(' ')),
  )
  return { foodId, staticRank, source, name, brand: brand.flat(), synonyms }
}
