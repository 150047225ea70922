import { NotFoundError } from '@mymacrotracker/errors'
import type { Prisma, Weight } from '../../store/prisma/client.ts'

export type WeightRow = Weight

export type WeightChange = Partial<Pick<WeightRow, 'measuredAt' | 'date' | 'weightKg' | 'deletedAt'>>

export interface WeightStore {
  /** A weighing, deleted or not. */
  find(userId: string, id: string): Promise<WeightRow | undefined>
  /** A weighing that is there. Throws WEIGHT_NOT_FOUND. */
  get(userId: string, id: string): Promise<WeightRow>
  insert(weight: Omit<WeightRow, 'updatedAt' | 'deletedAt'>): Promise<WeightRow>
  change(row: WeightRow, change: WeightChange, version: bigint, at: Date): Promise<WeightRow>
  /** Those of some days, in the order of measurement. */
  range(userId: string, from: string, to: string): Promise<WeightRow[]>
}

export function weightStore(prisma: Prisma.TransactionClient): WeightStore {
  const find = async (userId: string, id: string) =>
    (await prisma.weight.findFirst({ where: { userId, id } })) ?? undefined
  return {
    find,
    async get(userId, id) {
      const row = await find(userId, id)
      if (!row || row.deletedAt) throw new NotFoundError('WEIGHT_NOT_FOUND', 'there is no such weight')
      return row
    },
    insert: (weight) => prisma.weight.create({ data: weight }),
    async change(row, change, version, at) {
      const { userId, id } = row
      await prisma.weight.updateMany({ where: { userId, id }, data: { ...change, version, updatedAt: at } })
      return { ...row, ...change, version, updatedAt: at }
    },
    range: (userId, from, to) =>
      prisma.weight.findMany({
        where: { userId, date: { gte: from, lte: to }, deletedAt: null },
        orderBy: [{ measuredAt: 'asc' }, { version: 'asc' }],
      }),
  }
}
