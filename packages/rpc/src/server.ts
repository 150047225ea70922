import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
  type sendUnaryData,
} from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import type { IncomingCall } from './dispatch/admit-call.ts'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import { statusOf } from './dispatch/failed-call.ts'
import type { ServiceSpec } from './handler.ts'
import { CONNECTION_LIFE, SERVER_OPTIONS, allowResets } from './tcp/channel-options.ts'
import { manageConnections } from './tcp/connection-life.ts'
import type { PeerCertificates } from './tcp/peer-certificates.ts'
import type { GrpcCall } from './library-internals.ts'
import { hasSecret, proofByCertificate, proofBySecret, type PeerProof } from './tcp/proven-peer.ts'
import { guardStreams } from './tcp/stream-guard.ts'
import { addReflection } from './tcp/reflection.ts'

/** The gRPC door of a process, for calls from other processes. */
export interface RpcServer {
  readonly port: number
  /** Tells health checks to send no more. */
  notServing(): void
  /** Lets running calls finish, at most `graceMs`. */
  stop(graceMs: number): Promise<void>
}

interface RpcServerOptions {
  dispatchers: readonly Dispatcher[]
  host: string
  port: number
  /** Proves both ends; without them the secret proves the caller alone. */
  certificates?: PeerCertificates | undefined
  /** Shared by the processes of a development set-up. */
  peerSecret?: string | undefined
  /** Tells anybody who may connect what can be called. */
  reflection?: boolean
  /** How old a connection may get, and how long its calls may then take. */
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
  for (const dispatcher of dispatchers) {
    for (const definition of dispatcher.definitions)
      server.addService(overBytes(definition), implementation(dispatcher, definition, proof))
  }
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

/** `mymacrotracker.events.v1.DiaryService`, by which health and reflection know it. */
function serviceName(definition: ServiceSpec): string {
  return Object.values(definition)[0]!.path.split('/')[1]!
}

/** The same methods over bytes: the dispatcher reads and writes the messages itself, once. */
function overBytes(definition: ServiceSpec): ServiceSpec {
  const same = (bytes: Buffer) => bytes
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      { ...method, requestDeserialize: same, responseSerialize: same },
    ]),
  )
}

function implementation(
  dispatcher: Dispatcher,
  definition: ServiceSpec,
  proof: PeerProof,
): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(definition).map(([name, { path, responseStream }]) => [
      name,
      responseStream
        ? async (call: ServerWritableStream<Buffer, Buffer>) => {
            try {
              for await (const bytes of dispatcher.stream(path, incoming(call, proof))) {
                if (!call.write(bytes)) await new Promise((resolve) => call.once('drain', resolve))
              }
              call.end()
            } catch (error) {
              call.emit('error', statusOf(error))
            }
          }
        : (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
            Promise.resolve()
              .then(() => dispatcher.unary(path, incoming(call, proof)))
              .then(
                (bytes) => callback(null, bytes),
                (error: unknown) => callback(statusOf(error)),
              )
          },
    ]),
  )
}

function incoming(call: GrpcCall, proof: PeerProof): IncomingCall {
  const deadline = call.getDeadline()
  const deadlineAt = deadline instanceof Date ? deadline.getTime() : deadline
  const abort = new AbortController()
  call.on('cancelled', () => abort.abort(new Error('cancelled')))
  return {
    peer: proof(call),
    metadata: call.metadata,
    deadlineAt,
    signal: abort.signal,
    request: call.request,
  }
}
