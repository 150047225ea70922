import { randomUUID } from 'node:crypto'
import { readConfig } from '@mymacrotracker/config'
import { masterKeyOf } from '@mymacrotracker/keys'
import { sessionTopic, userTopic } from '@mymacrotracker/contracts'
import type { SessionFact, UserFact } from '@mymacrotracker/contracts/auth/v1/auth_events'
import type { TokenPair } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import { withOwner } from '@mymacrotracker/database'
import {
  createDenyList,
  createTokenVerifier,
  type OutgoingContext,
  type TokenVerifier,
} from '@mymacrotracker/rpc'
import {
  processSettings,
  runModules,
  type Clients,
  type Clock,
  type RunningProcess,
} from '@mymacrotracker/runtime'
import { TEST_KEY, createTestClock, createTestDatabase, type TestClock } from '@mymacrotracker/testing'
import { auth } from '../dist/module.js'

/** The whole of auth in a process of its own, on a real Postgres. It calls no other service. */
export interface AuthAlone {
  client: Clients['auth']
  clock: TestClock
  facts: { user: UserFact[]; session: SessionFact[] }
  ownerUrl: string
  call(): OutgoingContext
  signUp(overrides?: { email?: string; remoteAddress?: string }): Promise<Person>
  /** As another service has it, with a key set fetched anew. */
  verifier(): TokenVerifier
  sql<Row = Record<string, unknown>>(text: string, params?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

export interface Person {
  userId: string
  email: string
  password: string
  tokens: TokenPair
}

export interface AuthOptions {
  env?: Record<string, string>
  ownerUrl?: string
  offsetMs?: number
  deliverTwice?: boolean
}

export const KEY = masterKeyOf(TEST_KEY)
export const PASSWORD = 'seven green lentils'

/** On a new database, or on one that another process of auth has already (which then also drops it). */
export async function startAuth({
  env = {},
  ownerUrl: given,
  offsetMs = 0,
  deliverTwice = false,
}: AuthOptions = {}): Promise<AuthAlone> {
  const database = given ? undefined : await createTestDatabase()
  const ownerUrl = given ?? database!.ownerUrl
  const clock = createTestClock()
  clock.advance(offsetMs)
  const running = await runAuth({ env, ownerUrl, clock, deliverTwice })
  const client = running.clientsAs('gateway').auth
  const call = () => ({ deadlineAt: Date.now() + 10_000 })
  const facts: AuthAlone['facts'] = { user: [], session: [] }
  await running.bus.broadcast(userTopic.name, ({ body }) => {
    facts.user.push(userTopic.decode(body))
  })
  await running.bus.broadcast(sessionTopic.name, ({ body }) => {
    facts.session.push(sessionTopic.decode(body))
  })
  return {
    client,
    clock,
    facts,
    ownerUrl,
    call,
    async signUp({ email = `${randomUUID()}@example.com`, remoteAddress = '192.0.2.1' } = {}) {
      const { user, tokens } = await client.signIn.signUp(
        { email, password: PASSWORD, displayName: 'Ann', remoteAddress, deviceName: 'test' },
        call(),
      )
      return { userId: user!.id, email, password: PASSWORD, tokens: tokens! }
    },
    verifier: () =>
      createTokenVerifier({
        now: () => clock.now(),
        denyList: createDenyList(),
        refetchEveryMs: 0,
        fetchKeySet: async () => (await client.keys.getKeySet({}, call())).jwksJson,
      }),
    sql: (text, params = []) => withOwner(ownerUrl, async (owner) => (await owner.query(text, params)).rows),
    async stop() {
      await running.stop()
      await database?.drop()
    },
  }
}

function runAuth({
  env,
  ownerUrl,
  clock,
  deliverTwice,
}: {
  env: Record<string, string>
  ownerUrl: string
  clock: Clock
  deliverTwice: boolean
}): Promise<RunningProcess> {
  const settings = {
    process: readConfig(processSettings, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      ADMIN_PORT: '0',
      MODULES: 'auth',
      ...env,
    }),
    modules: new Map([['auth', readConfig(auth.settings, env)]]),
  }
  return runModules({ available: [auth], settings, keys: KEY, ownerUrl, clock, deliverTwice })
}
