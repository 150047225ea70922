import type { Sql } from '@mymacrotracker/database'
import type { Prisma, Session } from '../../store/prisma/client.ts'

export type NewSession = Omit<Session, 'revokedAt'>

export interface SessionStore {
  add(session: NewSession): Promise<void>
  /** Nobody else refreshes or revokes it until the transaction ends. */
  lock(userId: string, id: string): Promise<Session | undefined>
  /** The next generation takes the place of the last one. */
  rotate(
    next: Pick<Session, 'userId' | 'id' | 'generation' | 'tokenHash' | 'rotatedAt' | 'expiresAt'>,
  ): Promise<void>
  revoke(userId: string, id: string, at: Date): Promise<void>
  /** Deletes the user's sessions whose last token has expired. */
  removeExpired(userId: string, at: Date): Promise<void>
}

export function sessionStore(sql: Sql, prisma: Prisma.TransactionClient): SessionStore {
  return {
    async add(session) {
      await prisma.session.createMany({ data: [session] })
    },
    async lock(userId, id) {
      const [row] = await sql<Session>(
        `select user_id as "userId", id, device_name as "deviceName", generation, token_hash as "tokenHash", created_at as "createdAt",
        rotated_at as "rotatedAt", expires_at as "expiresAt", revoked_at as "revokedAt" from sessions where user_id = $1::uuid and id = $2::uuid for update`,
        [userId, id],
      )
      return row
    },
    async rotate({ userId, id, ...next }) {
      await prisma.session.updateMany({ where: { userId, id }, data: next })
    },
    async revoke(userId, id, revokedAt) {
      await prisma.session.updateMany({ where: { userId, id }, data: { revokedAt } })
    },
    async removeExpired(userId, at) {
      await prisma.session.deleteMany({ where: { userId, expiresAt: { lte: at } } })
    },
  }
}
