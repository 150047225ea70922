import type { Sql } from '@mymacrotracker/database'
import type { KnownWeight } from '../domain/body.ts'

/** A weighing, or a weight given in the profile. */
export interface WeightStatement extends KnownWeight {
  id: string
  measuredAt: Date
  /** Of two statements about one weighing the higher is the later. */
  version: bigint
  isDeleted: boolean
}

export interface WeightStore {
  /** The last weight stated up to a day; before the first, the starting weight of the profile. */
  inForce(userId: string, day: string): Promise<KnownWeight | undefined>
  find(userId: string, id: string): Promise<WeightStatement | undefined>
  keep(userId: string, statement: WeightStatement): Promise<void>
  /** The first day after this one that has a weight of its own. */
  nextDay(userId: string, day: string): Promise<string | undefined>
  /** Takes back what the profile said, not what was measured. */
  forgetGiven(userId: string): Promise<void>
}

const COLUMNS = `id, measured_at as "measuredAt", date, weight_kg as "weightKg", is_measured as "isMeasured", version, is_deleted as "isDeleted"`

const IN_FORCE = `
  (select weight_kg as "weightKg", date, is_measured as "isMeasured" from weight_statements
    where user_id = $1::uuid and date <= $2 and not is_deleted order by date desc, measured_at desc, version desc limit 1)
  union all
  (select weight_kg, date, is_measured from weight_statements
    where user_id = $1::uuid and not is_measured and not is_deleted order by measured_at limit 1)
  limit 1`

const KEEP = `
  insert into weight_statements (user_id, id, measured_at, date, weight_kg, is_measured, version, is_deleted)
  values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8)
  on conflict (user_id, id) do update set measured_at = excluded.measured_at, date = excluded.date,
    weight_kg = excluded.weight_kg, version = excluded.version, is_deleted = excluded.is_deleted`

export function weightStore(sql: Sql): WeightStore {
  return {
    inForce: async (userId, day) => (await sql<KnownWeight>(IN_FORCE, [userId, day]))[0],
    async find(userId, id) {
      const [row] = await sql<WeightStatement>(
        `select ${COLUMNS} from weight_statements where user_id = $1::uuid and id = $2::uuid`,
        [userId, id],
      )
      return row
    },
    async keep(userId, { id, measuredAt, date, weightKg, isMeasured, version, isDeleted }) {
      await sql(KEEP, [userId, id, measuredAt, date, weightKg, isMeasured, version, isDeleted])
    },
    async nextDay(userId, day) {
      const [row] = await sql<{ date: string | null }>(
        'select min(date) as date from weight_statements where user_id = $1::uuid and date > $2 and not is_deleted',
        [userId, day],
      )
      return row?.date ?? undefined
    },
    async forgetGiven(userId) {
      await sql(
        'update weight_statements set is_deleted = true where user_id = $1::uuid and not is_measured',
        [userId],
      )
    },
  }
}
