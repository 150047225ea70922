import type { Sql } from '@mymacrotracker/database'

export interface FrequentFood {
  foodId: string
  times: number
  lastGrams: number
}
export interface RecentFood {
  foodId: string
  /** One of the names it was logged under. */
  name: string
}

/** The foods that a person's diary names. */
export interface EatenFoodStore {
  /** The most frequent first. Empty meal: any. */
  frequent(userId: string, since: Date, meal: string, limit: number): Promise<FrequentFood[]>
  /** The last eaten first. */
  recent(userId: string, since: Date, limit: number): Promise<RecentFood[]>
}

const FREQUENT = `
  select food_id as "foodId", count(*)::int as times, (array_agg(grams order by eaten_at desc))[1] as "lastGrams"
  from diary_entries where user_id = $1 and food_id is not null and deleted_at is null and eaten_at > $2 and ($3 = '' or meal = $3)
  group by food_id order by times desc, max(eaten_at) desc limit $4`

const RECENT = `
  select food_id as "foodId", max(name) as name from diary_entries
  where user_id = $1 and food_id is not null and deleted_at is null and eaten_at > $2 group by food_id order by max(eaten_at) desc limit $3`

export function eatenFoodStore(sql: Sql): EatenFoodStore {
  return {
    frequent: (userId, since, meal, limit) => sql<FrequentFood>(FREQUENT, [userId, since, meal, limit]),
    recent: (userId, since, limit) => sql<RecentFood>(RECENT, [userId, since, limit]),
  }
}
