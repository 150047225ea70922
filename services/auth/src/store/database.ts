import { PrismaPg } from '@prisma/adapter-pg'
import { transactions, type Database, type Pool } from '@mymacrotracker/database'
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

export function openDatabase(pool: Pool, wakeRelay: () => void): AuthDatabase {
  return transactions({
    pool,
    prisma: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'auth' }) }),
    storesOf: (sql, prisma): AuthStores => ({
      accounts: accountStore(prisma),
      sessions: sessionStore(sql, prisma),
      throttles: throttleStore(sql, prisma),
      signingKeys: signingKeyStore(sql, prisma),
      outbox: createOutbox(sql, wakeRelay),
    }),
  })
}
