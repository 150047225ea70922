import { PrismaPg } from '@prisma/adapter-pg'
import { prismaTransactions, type Database, type Pool } from '@mymacrotracker/database'
import { createOutbox, type Outbox } from '@mymacrotracker/outbox'
import { accountStore, type AccountStore } from '../sign-in/store/account-store.ts'
import { PrismaClient } from './prisma/client.ts'
import { sessionStore, type SessionStore } from '../sessions/store/session-store.ts'
import { signingKeyStore, type SigningKeyStore } from '../keys/store/signing-key-store.ts'
import { throttleStore, type ThrottleStore } from '../sign-in/store/throttle-store.ts'

export interface AuthStores {
  accounts: AccountStore
  sessions: SessionStore
  throttles: ThrottleStore
  signingKeys: SigningKeyStore
  outbox: Outbox
}
export type AuthDatabase = Database<AuthStores>

export function openDatabase(
  pool: Pool,
  wakeRelay: () => void,
): { db: AuthDatabase; close(): Promise<void> } {
  return prismaTransactions({
    pool,
    clientOn: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'auth' }) }),
    storesOf: (tx, sql): AuthStores => ({
      accounts: accountStore(tx),
      sessions: sessionStore(tx, sql),
      throttles: throttleStore(tx, sql),
      signingKeys: signingKeyStore(tx, sql),
      outbox: createOutbox(sql, wakeRelay),
    }),
  })
}
