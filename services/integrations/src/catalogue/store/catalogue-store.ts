import { createHash } from 'node:crypto'
import { foodTopic } from '@mymacrotracker/contracts'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import type { Sql } from '@mymacrotracker/database'
import type { Outbox } from '@mymacrotracker/outbox'
import type { CatalogueFood } from '../domain/catalogue-food.ts'
import { indexedWords, searchWords } from '@mymacrotracker/food-search'
import { staticRank } from '../domain/static-rank.ts'
import { foodId } from './food-id.ts'
import { FOOD_COLUMNS, rowOfFood } from './food-row.ts'

export interface SaveCounts {
  added: number
  changed: number
  unchanged: number
}

export interface CatalogueStore {
  /** Waits until no other process writes the catalogue, until the end of the transaction. */
  lock(): Promise<void>
  /** Writes what differs. A food that changed gets the next version, and everybody with a copy hears of it. */
  save(foods: readonly CatalogueFood[]): Promise<SaveCounts>
  /** Counts the words of the index again. */
  refreshWords(): Promise<void>
  findLoaded(name: string): Promise<string | undefined>
  markLoaded(name: string, sha256: string): Promise<void>
}

interface Entry {
  food: Food
  sourceId: string
  hash: string
  text: string
  rank: number
  version: bigint
}
interface StoredRow {
  id: string
  content_hash: string
  version: bigint
  text: string
  static_rank: number
}

const STORED = `select f.id, f.content_hash, f.version, i.text, i.static_rank from foods f join food_index i on i.food_id = f.id where f.id = any($1::uuid[])`
const COLUMNS = { ...FOOD_COLUMNS, source_id: 'text', content_hash: 'text', version: 'bigint' }
const NAMES = Object.keys(COLUMNS)
const UPSERT_FOODS = `insert into foods (${NAMES.join(', ')})
  select ${NAMES.join(', ')} from jsonb_to_recordset($1::jsonb) as given(${Object.entries(COLUMNS)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})
  on conflict (id) do update set ${NAMES.filter((name) => name !== 'id')
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}, updated_at = now()`
const UPSERT_INDEX = `insert into food_index (food_id, static_rank, source, text, words)
  select food_id, static_rank, source, text, array_to_tsvector(words) from jsonb_to_recordset($1::jsonb) as given(food_id uuid, static_rank integer, source smallint, text text, words text[])
  on conflict (food_id) do update set static_rank = excluded.static_rank, source = excluded.source, text = excluded.text, words = excluded.words`
const UPSERT_WORDS = `insert into food_words (word, food_count)
  select counted.word, counted.ndoc from ts_stat('select words from food_index') counted left join food_words known on known.word = counted.word
  where known.food_count is distinct from counted.ndoc
  on conflict (word) do update set food_count = excluded.food_count`
const INSERT_KEYS = `insert into food_word_keys (key, word)
  select key, word from food_words cross join lateral one_letter_less(word) as less(key)
  where length(word) >= 4 and not exists (select from food_word_keys k where k.word = food_words.word)`
const DELETE_WORDS = `delete from food_words where word not in (select word from ts_stat('select words from food_index'))`
const NEXT_VERSION = 'update catalogue_version set version = version + 1'

export function catalogueStore(sql: Sql, outbox: Outbox): CatalogueStore {
  return {
    async lock() {
      await sql(`select pg_advisory_xact_lock(hashtextextended('integrations/catalogue', 3))`)
    },
    async save(foods) {
      const entries = foods.map(entryOf)
      const stored = new Map(
        (await sql<StoredRow>(STORED, [entries.map(({ food }) => food.id)])).map((row) => [row.id, row]),
      )
      const added = entries.filter(({ food }) => !stored.has(food.id))
      const changed = entries
        .filter(({ food, hash }) => stored.has(food.id) && stored.get(food.id)!.content_hash !== hash)
        .map((entry) => ({ ...entry, version: stored.get(entry.food.id)!.version + 1n }))
      const reindexed = entries.filter(({ food, text, rank }) => {
        const row = stored.get(food.id)
        return row?.text !== text || row.static_rank !== rank
      })
      if (added.length + changed.length > 0)
        await sql(UPSERT_FOODS, [JSON.stringify([...added, ...changed].map(foodRecord))])
      if (reindexed.length > 0) await sql(UPSERT_INDEX, [JSON.stringify(reindexed.map(indexRecord))])
      if (added.length + changed.length + reindexed.length > 0) await sql(NEXT_VERSION)
      for (const { food, version } of changed)
        await outbox.append(foodTopic, food.id, { fact: { $case: 'changed', value: { food, version } } })
      return {
        added: added.length,
        changed: changed.length,
        unchanged: entries.length - added.length - changed.length,
      }
    },
    async refreshWords() {
      const written = await sql<{ words: bigint }>(
        `with written as (${UPSERT_WORDS} returning 1) select count(*) as words from written`,
      )
      const deleted = await sql<{ words: bigint }>(
        `with deleted as (${DELETE_WORDS} returning 1) select count(*) as words from deleted`,
      )
      await sql(INSERT_KEYS)
      if (written[0]!.words + deleted[0]!.words > 0n) await sql(NEXT_VERSION)
    },
    async findLoaded(name) {
      const [row] = await sql<{ sha256: string }>('select sha256 from loaded_catalogues where name = $1', [
        name,
      ])
      return row?.sha256
    },
    async markLoaded(name, sha256) {
      await sql(
        'insert into loaded_catalogues (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256, loaded_at = now()',
        [name, sha256],
      )
    },
  }
}

function entryOf(catalogueFood: CatalogueFood): Entry {
  const { sourceId, synonyms } = catalogueFood
  const food = { ...catalogueFood.food, id: foodId(catalogueFood.food.source, sourceId) }
  const texts = [food.name, food.brand, ...synonyms].map((text) =>
    text
      .split(/,(?!\d)/)
      .map((part) => searchWords(part).join(' '))
      .filter(Boolean)
      .join(','),
  )
  return {
    food,
    sourceId,
    version: 1n,
    text: texts.join('|'),
    rank: staticRank(catalogueFood, texts[0]!.split(/[ ,]/).length),
    hash: createHash('sha256')
      .update(JSON.stringify(rowOfFood(food)))
      .digest('hex'),
  }
}

function foodRecord({ food, sourceId, hash, version }: Entry) {
  return { ...rowOfFood(food), source_id: sourceId, content_hash: hash, version: String(version) }
}

function indexRecord({ food, text, rank }: Entry) {
  return {
    food_id: food.id,
    static_rank: rank,
    source: food.source,
    text,
    words: indexedWords(text.split(/[ ,|]+/).filter(Boolean)),
  }
}
