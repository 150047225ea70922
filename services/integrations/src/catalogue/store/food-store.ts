import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import type { Sql } from '@mymacrotracker/database'
import { FOOD_COLUMNS, foodOfRow, type FoodRow } from './food-row.ts'

export interface CandidateFilter {
  roles: readonly string[]
  meal: string
  excludedAllergens: readonly string[]
  diet: string
}

export interface FoodStore {
  /** In the order of the ids; what is not there is left out. */
  byIds(ids: readonly string[]): Promise<Food[]>
  /** By GTIN-14; the more trusted source when several have it. */
  findByBarcode(gtin: string): Promise<Food | undefined>
  /** Foods of these roles, with portions, that certainly fit; starter foods first, in an order that never changes. */
  candidates(filter: CandidateFilter): Promise<Food[]>
}

const SELECT = `select ${Object.keys(FOOD_COLUMNS).join(', ')} from foods`
const CANDIDATES = `${SELECT}
  where role <> '' and role = any($1::text[]) and portions <> '[]'::jsonb and allergens_known and diets_known and flags = '{}'
    and not allergens && $2::text[] and ($3 = '' or diets @> array[$3]) and ($4 = '' or meals = '{}' or meals @> array[$4])
  order by source, id limit 2000`

export function foodStore(sql: Sql): FoodStore {
  return {
    async byIds(ids) {
      const rows = await sql<FoodRow>(`${SELECT} where id = any($1::uuid[])`, [ids])
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.flatMap((id) => byId.get(id) ?? []).map(foodOfRow)
    },
    async findByBarcode(gtin) {
      const [row] = await sql<FoodRow>(`${SELECT} where barcodes @> array[$1] order by source, id limit 1`, [
        gtin,
      ])
      return row && foodOfRow(row)
    },
    async candidates({ roles, meal, excludedAllergens, diet }) {
      return (await sql<FoodRow>(CANDIDATES, [roles, excludedAllergens, diet, meal])).map(foodOfRow)
    },
  }
}
