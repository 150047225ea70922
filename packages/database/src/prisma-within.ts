import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { OpenTransaction } from './open-transaction.ts'
import { ACQUIRE_TIMEOUT_MS } from './pool.ts'

/** A generated Prisma client, as much of it as is needed here. */
export interface PrismaClientLike<Prisma> {
  $transaction<T>(
    work: (prisma: Prisma) => Promise<T>,
    options?: { maxWait?: number; timeout?: number },
  ): Promise<T>
  $disconnect(): Promise<void>
}

/** Prisma inside one open transaction. */
interface PrismaSession<Prisma> {
  /** Its models; Prisma's own transaction begins at the first use. Calls return promises that are under way, not Prisma's lazy ones. */
  models: Prisma
  /** Ends Prisma's side. The transaction itself stays open. Throws when Prisma's limit had passed. */
  close(): Promise<void>
}

interface Handover {
  transaction: OpenTransaction
  isTaken: boolean
}

/** Prisma's limit for a whole transaction. */
const TRANSACTION_MS = 10_000
/** What Prisma's adapter sends as statements. Here they belong to the transaction around it. */
const TRANSACTION_CONTROL = new Set(['BEGIN', 'COMMIT', 'ROLLBACK'])
const NOTHING = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] }

/**
 * Runs Prisma on connections whose transaction is open already. One client serves all of them: its adapter takes
 * connections from a pool, and this pool hands it that of the transaction which is opening Prisma's.
 */
export function prismaWithin<Prisma extends object>(
  clientOn: (connections: pg.Pool) => PrismaClientLike<Prisma>,
): { sessionIn(transaction: OpenTransaction): PrismaSession<Prisma>; close(): Promise<void> } {
  const opening = new AsyncLocalStorage<Handover>()
  const connections = Object.assign(new pg.Pool(), {
    async connect() {
      const handover = opening.getStore()
      if (!handover || handover.isTaken)
        throw new Error('Prisma runs inside a transaction of the database alone')
      handover.isTaken = true
      return connectionWithin(handover.transaction)
    },
    // Prisma batches lookups made outside a transaction over all callers: they would run as one of the users.
    async query() {
      throw new Error('Prisma runs inside a transaction of the database alone')
    },
  }) as pg.Pool
  const client = clientOn(connections)

  const begin = async (transaction: OpenTransaction) => {
    await transaction.sql.begun()
    const handover: Handover = { transaction, isTaken: false }
    const opened = Promise.withResolvers<{ prisma: Prisma; end(): Promise<void> }>()
    const ending = Promise.withResolvers<void>()
    const ended: Promise<void> = opening.run(handover, () =>
      client.$transaction(
        async (prisma) => {
          if (!handover.isTaken) throw new Error('Prisma took the connection of another transaction')
          opened.resolve({
            prisma,
            end: async () => {
              ending.resolve()
              await ended
            },
          })
          await ending.promise
        },
        { maxWait: ACQUIRE_TIMEOUT_MS, timeout: TRANSACTION_MS },
      ),
    )
    ended.catch(opened.reject)
    return opened.promise
  }
  const sessionIn = (transaction: OpenTransaction): PrismaSession<Prisma> => {
    let session: ReturnType<typeof begin> | undefined
    return {
      models: whenOpen(() => (session ??= begin(transaction))),
      close: async () => {
        await (await session)?.end()
      },
    }
  }
  return { sessionIn, close: () => client.$disconnect() }
}

/** What the adapter sees as a connection of its own. */
function connectionWithin({ client, requireOpen }: OpenTransaction) {
  return {
    async query(statement: pg.QueryArrayConfig) {
      if (TRANSACTION_CONTROL.has(statement.text)) return NOTHING
      requireOpen()
      return client.query(statement)
    },
    release() {},
    on() {},
    removeListener() {},
  }
}

/** Prisma's models, each of whose methods waits until Prisma is open. */
function whenOpen<Prisma extends object>(open: () => Promise<{ prisma: Prisma }>): Prisma {
  const modelOf = (model: string) =>
    new Proxy(refuseRaw, {
      get:
        (_, method: string) =>
        async (...args: unknown[]) => {
          const { prisma } = await open()
          return (prisma as Models)[model]![method]!(...args)
        },
    })
  return new Proxy({} as Prisma, { get: (_, model: string) => modelOf(model) })
}

type Models = Record<string, Record<string, (...args: unknown[]) => unknown>>

const refuseRaw = () => {
  throw new Error('statements written by hand go through Sql')
}
