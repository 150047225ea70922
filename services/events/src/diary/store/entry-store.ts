import type { Sql } from '@mymacrotracker/database'
import { NotFoundError } from '@mymacrotracker/errors'
import type { Nutrients } from '@mymacrotracker/nutrition'
import { nextVersion } from '../../store/user-version.ts'

/** A diary row. */
export interface EntryRow {
  userId: string
  id: string
  date: string
  eatenAt: Date
  meal: string
  foodId: string | null
  portion: string | null
  portionCount: number | null
  grams: number | null
  name: string
  nutrients: Nutrients
  contentHash: string
  version: bigint
  createdAt: Date
  updatedAt: Date
  deletedAt: Date | null
}

export type NewEntryRow = Omit<EntryRow, 'version' | 'createdAt' | 'updatedAt' | 'deletedAt'>
export type EntryChange = Pick<
  EntryRow,
  'date' | 'eatenAt' | 'meal' | 'foodId' | 'portion' | 'portionCount' | 'grams' | 'name' | 'nutrients'
>
export interface DaySum {
  date: string
  entryCount: number
  totals: Nutrients
}

const COLUMNS = `id, user_id as "userId", date, eaten_at as "eatenAt", meal, food_id as "foodId", portion, portion_count as "portionCount", grams, name, nutrients,
  content_hash as "contentHash", version, created_at as "createdAt", updated_at as "updatedAt", deleted_at as "deletedAt"`

// Version and row in one round trip: the version row's lock is taken first, as everywhere.
const INSERT = `
  with v as (
    insert into user_versions (user_id, version) values ($1, 1)
    on conflict (user_id) do update set version = user_versions.version + 1 returning version
  )
  insert into diary_entries (user_id, id, date, eaten_at, meal, food_id, portion, portion_count, grams, name, nutrients, content_hash, version, created_at, updated_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, v.version, $13, $13 from v
  on conflict (user_id, id) do nothing returning version`

const FIND = `select ${COLUMNS} from diary_entries where user_id = $1 and id = $2`
const DAY = `select ${COLUMNS} from diary_entries where user_id = $1 and date = $2 and deleted_at is null order by eaten_at, id`

const UPDATE = `
  update diary_entries set date = $3, eaten_at = $4, meal = $5, food_id = $6, portion = $7, portion_count = $8, grams = $9, name = $10, nutrients = $11, version = $12, updated_at = $13
  where user_id = $1 and id = $2`

const DAYS = `
  select date, max(entries)::int as "entryCount", coalesce(jsonb_object_agg(nutrient, amount) filter (where nutrient is not null), '{}') as totals from (
    select e.date, n.key as nutrient, sum(n.value::float8) as amount, c.entries
    from diary_entries e left join lateral jsonb_each_text(e.nutrients) n on true
    join (select date, count(*) as entries from diary_entries where user_id = $1 and date between $2 and $3 and deleted_at is null group by date) c on c.date = e.date
    where e.user_id = $1 and e.date between $2 and $3 and e.deleted_at is null group by e.date, n.key, c.entries
  ) s group by date order by date`

export interface EntryStore {
  /** Stores an entry unless its id is taken; then the row that has it comes back. */
  insertOnce(entry: NewEntryRow, at: Date): Promise<{ row: EntryRow; isNew: boolean }>
  find(userId: string, id: string): Promise<EntryRow | undefined>
  /** The live entry, with the person's next version taken before it is read. Throws ENTRY_NOT_FOUND. */
  lock(userId: string, id: string): Promise<{ row: EntryRow; version: bigint }>
  update(row: EntryRow, change: EntryChange, version: bigint, at: Date): Promise<EntryRow>
  bury(row: EntryRow, version: bigint, at: Date): Promise<void>
  day(userId: string, date: string): Promise<EntryRow[]>
  days(userId: string, from: string, to: string): Promise<DaySum[]>
}

export function entryStore(sql: Sql): EntryStore {
  const find = async (userId: string, id: string) => (await sql<EntryRow>(FIND, [userId, id]))[0]
  return {
    find,
    async insertOnce(entry, at) {
      const { userId, id } = entry
      const [inserted] = await sql<{ version: bigint }>(INSERT, [
        userId,
        id,
        entry.date,
        entry.eatenAt,
        entry.meal,
        entry.foodId,
        entry.portion,
        entry.portionCount,
        entry.grams,
        entry.name,
        entry.nutrients,
        entry.contentHash,
        at,
      ])
      if (inserted)
        return {
          row: { ...entry, version: inserted.version, createdAt: at, updatedAt: at, deletedAt: null },
          isNew: true,
        }
      return { row: (await find(userId, id))!, isNew: false }
    },
    async lock(userId, id) {
      const version = await nextVersion(sql, userId)
      const row = await find(userId, id)
      if (!row || row.deletedAt) throw new NotFoundError('ENTRY_NOT_FOUND', 'there is no such entry')
      return { row, version }
    },
    async update(row, change, version, at) {
      await sql(UPDATE, [
        row.userId,
        row.id,
        change.date,
        change.eatenAt,
        change.meal,
        change.foodId,
        change.portion,
        change.portionCount,
        change.grams,
        change.name,
        change.nutrients,
        version,
        at,
      ])
      return { ...row, ...change, version, updatedAt: at }
    },
    async bury({ userId, id }, version, at) {
      await sql(
        'update diary_entries set deleted_at = $3, updated_at = $3, version = $4 where user_id = $1 and id = $2',
        [userId, id, at, version],
      )
    },
    day: (userId, date) => sql<EntryRow>(DAY, [userId, date]),
    days: (userId, from, to) => sql<DaySum>(DAYS, [userId, from, to]),
  }
}
