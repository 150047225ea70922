import type { Sql } from '@mymacrotracker/database'
import type { Revision } from '../domain/revision.ts'
import type { Prisma, TargetRevision } from '../../store/prisma/client.ts'

export interface TargetStore {
  /** The revision in force on a day; before the first, the first. */
  findInForce(userId: string, day: string): Promise<Revision | undefined>
  /** The revision in force on a day, if there is one, and all later ones, in order; and whether there is none before. */
  listFrom(userId: string, day: string): Promise<{ revisions: Revision[]; isFirst: boolean }>
  /** Writes a revision, in place of one from the same day. */
  put(userId: string, revision: Revision): Promise<void>
}

const IN_FORCE = `select effective_from as "effectiveFrom", source, days, explanation, missing, warnings, body from target_revisions where user_id = $1::uuid
  order by effective_from <= $2 desc, case when effective_from <= $2 then effective_from end desc, effective_from limit 1`

export function targetStore(sql: Sql, prisma: Prisma.TransactionClient): TargetStore {
  const latest = (userId: string, day: string) =>
    prisma.targetRevision.findFirst({
      where: { userId, effectiveFrom: { lte: day } },
      orderBy: { effectiveFrom: 'desc' },
    })
  return {
    async findInForce(userId, day) {
      const [row] = await sql<Omit<TargetRevision, 'userId'>>(IN_FORCE, [userId, day])
      return row && revisionOf(row)
    },
    async listFrom(userId, day) {
      const inForce = await latest(userId, day)
      const rows = await prisma.targetRevision.findMany({
        where: { userId, effectiveFrom: { gte: inForce?.effectiveFrom ?? day } },
        orderBy: { effectiveFrom: 'asc' },
      })
      const before = inForce ?? rows[0]
      const isFirst =
        !before ||
        (await prisma.targetRevision.count({
          where: { userId, effectiveFrom: { lt: before.effectiveFrom } },
        })) === 0
      return { revisions: rows.map(revisionOf), isFirst }
    },
    async put(userId, { effectiveFrom, source, days, explanation, missing, warnings, body }) {
      const data = {
        source,
        days: days as unknown as Prisma.InputJsonValue,
        explanation,
        missing,
        warnings,
        ...(body && { body: body as unknown as Prisma.InputJsonValue }),
      }
      await prisma.targetRevision.deleteMany({ where: { userId, effectiveFrom } })
      await prisma.targetRevision.create({ data: { userId, effectiveFrom, ...data } })
    },
  }
}

function revisionOf({
  effectiveFrom,
  source,
  days,
  explanation,
  missing,
  warnings,
  body,
}: Omit<TargetRevision, 'userId'>): Revision {
  return {
    effectiveFrom,
    source: source as Revision['source'],
    days: days as unknown as Revision['days'],
    explanation,
    missing,
    warnings,
    body: (body ?? undefined) as unknown as Revision['body'],
  }
}
