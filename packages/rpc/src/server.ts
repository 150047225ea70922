import { Server, ServerCredentials } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import type { ServiceSpec } from './handler.ts'
import { CONNECTION_LIFE, SERVER_OPTIONS, allowResets } from './tcp/channel-options.ts'
import { manageConnections } from './tcp/connection-life.ts'
import type { PeerCertificates } from './tcp/peer-certificates.ts'
import { hasSecret, proofByCertificate, proofBySecret } from './tcp/proven-peer.ts'
import { addReflection } from './tcp/reflection.ts'
import { serveDispatcher } from './tcp/serve-dispatcher.ts'
import { guardStreams } from './tcp/stream-guard.ts'

/** Serves calls from other processes. */
export interface RpcServer {
  readonly port: number
  /** Reports NOT_SERVING to health checks. */
  notServing(): void
  /** Lets calls under way finish, for at most `graceMs`. */
  stop(graceMs: number): Promise<void>
}

interface RpcServerOptions {
  dispatchers: readonly Dispatcher[]
  host: string
  port: number
  /** Prove both ends; without them the secret proves the caller alone. */
  certificates?: PeerCertificates | undefined
  /** Shared by processes in development. */
  peerSecret?: string | undefined
  /** Lets anyone who may connect list what can be called. */
  reflection?: boolean
  /** Maximum age of a connection, and how long its calls may then take. */
  connectionLife?: { maxAgeMs: number; graceMs: number }
}

export async function startRpcServer({
  dispatchers,
  host,
  port,
  certificates,
  peerSecret = '',
  reflection = false,
  connectionLife = CONNECTION_LIFE,
}: RpcServerOptions): Promise<RpcServer> {
  const server = new Server(SERVER_OPTIONS)
  allowResets(server)
  const proof = certificates ? proofByCertificate() : proofBySecret()
  const definitions = dispatchers.flatMap((each) => each.definitions)
  const names = ['', ...definitions.map(serviceName)]
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, 'SERVING'])))
  health.addToServer(server)
  for (const dispatcher of dispatchers) serveDispatcher(server, dispatcher, proof)
  if (reflection) await addReflection(server, definitions.map(serviceName))
  const bound = await listen(
    server,
    `${host}:${port}`,
    certificates?.server ?? ServerCredentials.createInsecure(),
  )
  if (!certificates) guardStreams(server, hasSecret(peerSecret))
  const connections = manageConnections(server, connectionLife)
  return {
    port: bound,
    notServing: () => {
      for (const name of names) health.setStatus(name, 'NOT_SERVING')
    },
    async stop(graceMs) {
      const startedAt = performance.now()
      await connections.leave(graceMs)
      await shutDown(server, Math.max(0, graceMs - (performance.now() - startedAt)))
    },
  }
}

function shutDown(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, graceMs)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function listen(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)))
  })
}

/** `mymacrotracker.events.v1.DiaryService`, its name in health and reflection. */
function serviceName(definition: ServiceSpec): string {
  return Object.values(definition)[0]!.path.split('/')[1]!
}
