import type { MeasuredWeight } from '../domain/body.ts'
import type { Prisma } from './prisma/client.ts'

export interface WeightStore {
  /** The newest measured weight that is known. */
  find(userId: string): Promise<MeasuredWeight | undefined>
  keep(userId: string, weight: MeasuredWeight): Promise<void>
}

export function weightStore(tx: Prisma.TransactionClient): WeightStore {
  return {
    find: async (userId) => (await tx.measuredWeight.findUnique({ where: { userId } })) ?? undefined,
    async keep(userId, { weightKg, date, measuredAt, version }) {
      const weight = { weightKg, date, measuredAt, version }
      await tx.measuredWeight.upsert({ where: { userId }, create: { userId, ...weight }, update: weight })
    },
  }
}
