import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { withOwner } from '@mymacrotracker/database'
import { createClients } from '@mymacrotracker/runtime'
import type { Clients } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, eventually, freePort } from '@mymacrotracker/testing'
import { signUp, startHouse } from '../harness.ts'
import type { House } from '../harness.ts'

/** A placement of the seven modules that the contract suite runs on. */
export type Shape = 'in process' | 'in process, everything twice' | 'two processes over gRPC'

/** What the suite needs of a placement. */
export type ContractHouse = Pick<House, 'url' | 'ownerUrl' | 'as' | 'call' | 'person' | 'sql' | 'stop'>

export async function startShape(shape: Shape): Promise<ContractHouse> {
  return shape === 'two processes over gRPC' ? startTwoProcesses() : startHouse({ deliverTwice: shape === 'in process, everything twice' })
}

const SECRET = 'a secret that both processes share'
const PLACEMENT = [['auth', 'events', 'gateway'], ['profile', 'integrations', 'recommender', 'notifier']] as const

/** The same build in two processes: each asks the other over TCP, and so does the test. */
async function startTwoProcesses(): Promise<ContractHouse> {
  const database = await createTestDatabase()
  const ports = { http: await freePort(), rpc: [await freePort(), await freePort()], admin: [await freePort(), await freePort()] }
  const addresses = Object.fromEntries(PLACEMENT.flatMap((names, at) => names.map((name) => [name as string, `grpc://127.0.0.1:${ports.rpc[at]}`])))
  const start = (at: 0 | 1) => spawn(process.execPath, ['services/all/dist/main.js'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test', LOG_LEVEL: 'fatal', DATABASE_URL: database.ownerUrl, MASTER_KEY: TEST_KEY.toString('base64'), MODULES: PLACEMENT[at].join(','),
      PORT: String(ports.http), ADMIN_PORT: String(ports.admin[at]), RPC_PORT: String(ports.rpc[at]), RPC_SHARED_SECRET: SECRET, SIGN_UP_LIMIT: '100000', RATE_LIMIT_ADDRESS_PER_MIN: '100000', RATE_LIMIT_USER_PER_MIN: '100000',
      ...Object.fromEntries(PLACEMENT[1 - at]!.map((name) => [`${name.toUpperCase()}_ADDR`, addresses[name]])),
    },
  })
  const children = [start(0), start(1)]
  for (const port of ports.admin) await eventually(async () => { if ((await fetch(`http://127.0.0.1:${port}/readyz`)).status !== 200) throw new Error('not ready') }, 20_000)
  const clients = new Map<string, Clients>()
  const as = (peer: string) => clients.get(peer) ?? clients.set(peer, createClients((service) => ({ address: addresses[service]!, peer, peerSecret: SECRET }))).get(peer)!
  const call: ContractHouse['call'] = (person, overrides) => ({ deadlineAt: Date.now() + 5000, ...(person && { token: person.token }), ...overrides })
  return {
    url: `http://127.0.0.1:${ports.http}`, ownerUrl: database.ownerUrl, as, call,
    person: () => signUp(as('gateway'), call()),
    sql: (text, params = []) => withOwner(database.ownerUrl, async (client) => (await client.query(text, params)).rows),
    async stop() {
      for (const each of clients.values()) each.close()
      await Promise.all(children.map(end))
      await database.drop()
    },
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
