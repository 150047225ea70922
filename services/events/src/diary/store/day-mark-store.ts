import type { Sql } from '@mymacrotracker/database'
import type { DayMark, Prisma } from '../../store/prisma/client.ts'

export interface DayMarkStore {
  /** What the person said of the day, if anything. */
  findStatus(userId: string, date: string): Promise<string | undefined>
  range(userId: string, from: string, to: string): Promise<DayMark[]>
  put(mark: DayMark): Promise<void>
}

const STATUS = 'select status from day_marks where user_id = $1 and date = $2'

export function dayMarkStore(sql: Sql, prisma: Prisma.TransactionClient): DayMarkStore {
  return {
    findStatus: async (userId, date) => (await sql<{ status: string }>(STATUS, [userId, date]))[0]?.status,
    range: (userId, from, to) => prisma.dayMark.findMany({ where: { userId, date: { gte: from, lte: to } } }),
    async put(mark) {
      await prisma.dayMark.upsert({
        where: { userId_date: { userId: mark.userId, date: mark.date } },
        create: mark,
        update: mark,
      })
    },
  }
}
