import type { Sql } from '@mymacrotracker/database'
import type { MeasuredWeight } from '../domain/body.ts'
import type { Prisma } from '../../store/prisma/client.ts'

export interface WeightReader {
  /** The newest measured weight that is known. */
  find(userId: string): Promise<MeasuredWeight | undefined>
}

export interface WeightStore extends WeightReader {
  keep(userId: string, weight: MeasuredWeight): Promise<void>
}

const FIND =
  'select weight_kg as "weightKg", date, measured_at as "measuredAt", version from measured_weights where user_id = $1::uuid'

export function weightReader(sql: Sql): WeightReader {
  return { find: async (userId) => (await sql<MeasuredWeight>(FIND, [userId]))[0] }
}

export function weightStore(tx: Prisma.TransactionClient, sql: Sql): WeightStore {
  return {
    ...weightReader(sql),
    async keep(userId, { weightKg, date, measuredAt, version }) {
      const weight = { weightKg, date, measuredAt, version }
      await tx.measuredWeight.upsert({ where: { userId }, create: { userId, ...weight }, update: weight })
    },
  }
}
