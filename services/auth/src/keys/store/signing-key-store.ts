import type { Sql } from '@mymacrotracker/database'
import type { Prisma } from '../../store/prisma/client.ts'

export interface SigningKeyRow {
  kid: string
  publicJwk: Record<string, string>
  sealedPrivateKey: Uint8Array<ArrayBuffer>
  signsFrom: Date
}

export interface SigningKeyStore {
  /** Nobody else makes or removes keys until the transaction ends. */
  lock(): Promise<void>
  /** Those that sign first come first. */
  all(): Promise<SigningKeyRow[]>
  add(key: SigningKeyRow): Promise<void>
  remove(kids: readonly string[]): Promise<void>
}

export function signingKeyStore(sql: Sql, prisma: Prisma.TransactionClient): SigningKeyStore {
  return {
    async lock() {
      await sql(`select true as locked from pg_advisory_xact_lock(hashtextextended('auth/signing-keys', 3))`)
    },
    all: async () =>
      (await prisma.signingKey.findMany({ orderBy: { signsFrom: 'asc' } })).map((row) => ({
        ...row,
        publicJwk: row.publicJwk as Record<string, string>,
      })),
    async add(key) {
      await prisma.signingKey.createMany({ data: [key] })
    },
    async remove(kids) {
      if (kids.length > 0) await prisma.signingKey.deleteMany({ where: { kid: { in: [...kids] } } })
    },
  }
}
