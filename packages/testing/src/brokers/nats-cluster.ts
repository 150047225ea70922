import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@mymacrotracker/database'
import { natsProgram } from './nats-program.ts'
import { startServers, type ServerProcesses } from './server-processes.ts'

export interface NatsOptions {
  servers: 1 | 3
  /** Data, settings and logs of the servers; kept at the end. */
  dir: string
  /** First of the servers' consecutive ports; free ones by default. */
  port?: number
  /** Who may connect; anybody by default. */
  credentials?: { username: string; password: string }
}

/** Real nats-servers with JetStream, for development, tests and drills. Ids count from 1. */
export interface NatsCluster extends ServerProcesses {
  /** `host:port` of each server. */
  servers: string[]
}

interface Server {
  id: number
  port: number
  routePort: number
  healthPort: number
  folder: string
}

export async function startNats(options: NatsOptions): Promise<NatsCluster> {
  const program = natsProgram()
  const servers = await Promise.all(
    Array.from({ length: options.servers }, (_, at) => prepareServer(options, at)),
  )
  for (const server of servers)
    writeFileSync(configOf(server), settingsOf(server, servers, options.credentials))
  const processes = await startServers(
    servers.map((server) => ({
      name: `nats-server ${server.id}`,
      program,
      words: ['-c', configOf(server)],
      log: join(server.folder, 'nats.log'),
      isReady: () => isHealthy(server),
    })),
  )
  return { ...processes, servers: servers.map(({ port }) => `127.0.0.1:${port}`) }
}

async function prepareServer({ dir, port }: NatsOptions, at: number): Promise<Server> {
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
const isHealthy = ({ healthPort }: Server) =>
  fetch(`http://127.0.0.1:${healthPort}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )

// Without sync_interval a server flushes every two minutes: a crash loses what was acknowledged since.
// A body of 1 MB with its headers must fit into one payload once sealed and in base64.
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
