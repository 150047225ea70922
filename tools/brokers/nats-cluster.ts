import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@mymacrotracker/testing'
import { natsProgram } from './nats-program.ts'

export interface NatsOptions {
  servers: 1 | 3
  /** Where data, settings and logs of the servers live; kept at the end. */
  dir: string
  /** The first of so many ports in a row; free ones when not given. */
  port?: number
  /** Who may connect; anybody when not given. */
  credentials?: { username: string; password: string }
}

/** Real nats-servers with JetStream, for development, tests and drills. Ids count from 1. */
export interface NatsCluster {
  /** `host:port` of each server. */
  servers: string[]
  /** SIGKILL; resolves when the process is gone. */
  kill(id: number): Promise<void>
  /** Starts a server that was killed, on its old port and data. */
  start(id: number): Promise<void>
  stop(): Promise<void>
}

interface Server {
  id: number
  port: number
  routePort: number
  healthPort: number
  folder: string
  process?: ChildProcess
}

const READY_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 10_000

export async function startNats(options: NatsOptions): Promise<NatsCluster> {
  const program = natsProgram()
  const servers = await Promise.all(
    Array.from({ length: options.servers }, (_, at) => placeServer(options, at)),
  )
  for (const server of servers)
    writeFileSync(configOf(server), settingsOf(server, servers, options.credentials))
  // A caller that ends early leaves no server behind.
  process.on('exit', () => {
    for (const server of servers) server.process?.kill('SIGKILL')
  })
  const start = async (id: number) => {
    const server = servers[id - 1]!
    const log = openSync(logOf(server), 'a')
    server.process = spawn(program, ['-c', configOf(server)], { stdio: ['ignore', log, log] })
    closeSync(log)
    await untilReady(server)
  }
  const end = async (server: Server, signal: NodeJS.Signals) => {
    const child = server.process
    server.process = undefined
    if (child) await ended(child, signal)
  }
  await Promise.all(servers.map(({ id }) => start(id)))
  return {
    servers: servers.map(({ port }) => `127.0.0.1:${port}`),
    kill: (id) => end(servers[id - 1]!, 'SIGKILL'),
    start,
    async stop() {
      await Promise.all(servers.map((server) => end(server, 'SIGTERM')))
    },
  }
}

async function placeServer({ dir, port }: NatsOptions, at: number): Promise<Server> {
  const folder = join(dir, `server-${at + 1}`)
  mkdirSync(folder, { recursive: true })
  return {
    id: at + 1,
    folder,
    port: port === undefined ? await freePort() : port + at,
    routePort: await freePort(),
    healthPort: await freePort(),
  }
}

const configOf = ({ folder }: Server) => join(folder, 'nats.conf')
const logOf = ({ folder }: Server) => join(folder, 'nats.log')

// Without sync_interval a server flushes every two minutes: a machine that dies loses what it acknowledged until then.
// A body of 1 MB with its headers, sealed and as base64 must fit into one payload.
function settingsOf(
  { id, port, routePort, healthPort, folder }: Server,
  servers: readonly Server[],
  credentials: NatsOptions['credentials'],
): string {
  const routes = servers
    .filter((each) => each.id !== id)
    .map((each) => `"nats://127.0.0.1:${each.routePort}"`)
  return `
server_name: "nats-${id}"
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${healthPort}"
max_payload: 2MB
${credentials ? `authorization { user: ${JSON.stringify(credentials.username)}, password: ${JSON.stringify(credentials.password)} }` : ''}
jetstream { store_dir: ${JSON.stringify(join(folder, 'data'))}, sync_interval: always }
${servers.length === 1 ? '' : `cluster { name: "mymacrotracker", listen: "127.0.0.1:${routePort}", routes: [${routes.join(', ')}] }`}
`
}

async function untilReady(server: Server): Promise<void> {
  const child = server.process!
  const isHealthy = () =>
    fetch(`http://127.0.0.1:${server.healthPort}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (const startedAt = Date.now(); Date.now() - startedAt < READY_LIMIT_MS;) {
    if (await isHealthy()) return
    if (child.exitCode !== null || child.signalCode !== null) break
    await sleep(50)
  }
  throw new Error(
    `nats-server ${server.id} did not start; the last lines of ${logOf(server)}:\n${readFileSync(logOf(server), 'utf8').split('\n').slice(-8).join('\n')}`,
  )
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await exit
  clearTimeout(timer)
}
