import { randomUUID } from 'node:crypto'
import { masterKeyOf } from '@mymacrotracker/keys'
import { withOwner } from '@mymacrotracker/database'
import type { OutgoingContext } from '@mymacrotracker/rpc'
import { readSettings, runModules, type Clients, type RunningProcess } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestClock, createTestDatabase, type TestClock } from '@mymacrotracker/testing'
import type { Client } from 'pg'
import { modules as shipped } from '@mymacrotracker/all/modules'

export { eventually } from '@mymacrotracker/testing'

export interface Person {
  userId: string
  email: string
  password: string
  token: string
  refreshToken: string
}

/** All seven modules in one process, on a database of their own. */
export interface House {
  url: string
  adminUrl: string
  ownerUrl: string
  clock: TestClock
  process: RunningProcess
  bus: RunningProcess['bus']
  as(peer: string): Clients
  /** A context with a deadline, and the person's token when one is given. */
  call(person?: Person, overrides?: Partial<OutgoingContext>): OutgoingContext
  person(): Promise<Person>
  sql<Row = Record<string, unknown>>(text: string, params?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

/** Sessions use the real clock, as token checks do; every other module uses the test's. */
const modules = shipped.map((each) =>
  each.name === 'auth'
    ? {
        ...each,
        start: (resources: Parameters<typeof each.start>[0]) =>
          each.start({ ...resources, clock: { now: () => Date.now() } }),
      }
    : each,
)

export interface HouseOptions {
  /** Every idempotent call and every message twice. */
  deliverTwice?: boolean
  env?: Record<string, string>
  /** On a database on which nothing has run yet, so that the start loads the starter catalogue and makes keys. */
  isFirstStart?: boolean
  /** Changes the migrated database before anything runs on it. */
  prepare?: (owner: Pick<Client, 'query'>) => Promise<void>
  /** The URL by which the process reaches the database, such as through a proxy. */
  wayTo?: (ownerUrl: string) => Promise<string>
}

export async function startHouse({
  deliverTwice = false,
  env = {},
  prepare,
  isFirstStart = prepare !== undefined,
  wayTo = (url) => Promise.resolve(url),
}: HouseOptions = {}): Promise<House> {
  const database = await createTestDatabase(isFirstStart ? 'migrated' : 'started')
  if (prepare) await withOwner(database.ownerUrl, prepare)
  const clock = createTestClock()
  const settings = readSettings(modules, {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
    PORT: '0',
    ADMIN_PORT: '0',
    RATE_LIMIT_USER_PER_MIN: '100000',
    RATE_LIMIT_ADDRESS_PER_MIN: '100000',
    SIGN_UP_LIMIT: '100000',
    ...env,
  })
  const running = await runModules({
    available: modules,
    settings,
    keys: masterKeyOf(TEST_KEY),
    ownerUrl: await wayTo(database.ownerUrl),
    clock,
    deliverTwice,
  })
  const clients = new Map<string, Clients>()
  const as = (peer: string) => clients.get(peer) ?? clients.set(peer, running.clientsAs(peer)).get(peer)!
  const call: House['call'] = (person, overrides) => ({
    deadlineAt: Date.now() + 5000,
    ...(person && { token: person.token }),
    ...overrides,
  })
  return {
    url: `http://127.0.0.1:${running.port}`,
    adminUrl: `http://127.0.0.1:${running.adminPort}`,
    ownerUrl: database.ownerUrl,
    clock,
    process: running,
    bus: running.bus,
    as,
    call,
    person: () => signUp(as('gateway'), call()),
    sql: (text, params = []) =>
      withOwner(database.ownerUrl, async (client) => (await client.query(text, params)).rows),
    async stop() {
      await running.stop()
      await database.drop()
    },
  }
}

/** A new person with an account of their own. */
export async function signUp(clients: Clients, call: OutgoingContext): Promise<Person> {
  const email = `${randomUUID()}@example.com`
  const password = 'seven green lentils'
  const { user, tokens } = await clients.auth.signIn.signUp(
    { email, password, displayName: 'Ann', remoteAddress: '127.0.0.1', deviceName: 'test' },
    call,
  )
  return { userId: user!.id, email, password, token: tokens!.accessToken, refreshToken: tokens!.refreshToken }
}
