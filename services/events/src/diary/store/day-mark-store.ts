import type { DayMark, Prisma } from '../../store/prisma/client.ts'

export interface DayMarkStore {
  find(userId: string, date: string): Promise<DayMark | undefined>
  range(userId: string, from: string, to: string): Promise<DayMark[]>
  put(mark: DayMark): Promise<void>
}

export function dayMarkStore(tx: Prisma.TransactionClient): DayMarkStore {
  return {
    find: async (userId, date) => (await tx.dayMark.findFirst({ where: { userId, date } })) ?? undefined,
    range: (userId, from, to) => tx.dayMark.findMany({ where: { userId, date: { gte: from, lte: to } } }),
    async put(mark) {
      await tx.dayMark.upsert({
        where: { userId_date: { userId: mark.userId, date: mark.date } },
        create: mark,
        update: mark,
      })
    },
  }
}
