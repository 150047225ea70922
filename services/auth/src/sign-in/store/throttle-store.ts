import type { Sql } from '@mymacrotracker/database'
import type { Prisma } from '../../store/prisma/client.ts'

type Key = Uint8Array<ArrayBuffer>

export interface ThrottleStore {
  attempts(key: Key): Promise<Date[]>
  /** The same, and nobody else counts under this key until the transaction ends. */
  lockedAttempts(key: Key): Promise<Date[]>
  /** Keeps attempts, oldest first and at least one, in place of those there are. */
  keep(key: Key, attempts: Date[]): Promise<void>
  clear(key: Key): Promise<void>
  forgetBefore(at: Date): Promise<void>
}

export function throttleStore(sql: Sql, prisma: Prisma.TransactionClient): ThrottleStore {
  const attempts = async (key: Key) => (await prisma.throttle.findUnique({ where: { key } }))?.attempts ?? []
  return {
    attempts,
    async lockedAttempts(key) {
      await sql('select true as locked from pg_advisory_xact_lock(hashtextextended($1, 3))', [
        Buffer.from(key).toString('base64'),
      ])
      return attempts(key)
    },
    async keep(key, kept) {
      const row = { attempts: kept, lastAt: kept.at(-1)! }
      await prisma.throttle.upsert({ where: { key }, create: { key, ...row }, update: row })
    },
    async clear(key) {
      await prisma.throttle.deleteMany({ where: { key } })
    },
    async forgetBefore(at) {
      await prisma.throttle.deleteMany({ where: { lastAt: { lt: at } } })
    },
  }
}
