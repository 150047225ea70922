import type { Prisma, Weight } from '../../store/prisma/client.ts'

export type WeightRow = Weight

export interface WeightStore {
  find(userId: string, id: string): Promise<WeightRow | undefined>
  insert(weight: Weight): Promise<void>
  range(userId: string, from: string, to: string): Promise<WeightRow[]>
}

export function weightStore(tx: Prisma.TransactionClient): WeightStore {
  return {
    find: async (userId, id) => (await tx.weight.findFirst({ where: { userId, id } })) ?? undefined,
    async insert(weight) {
      await tx.weight.create({ data: weight })
    },
    range: (userId, from, to) =>
      tx.weight.findMany({
        where: { userId, date: { gte: from, lte: to } },
        orderBy: [{ measuredAt: 'asc' }, { id: 'asc' }],
      }),
  }
}
