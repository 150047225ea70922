import { timingSafeEqual, createHash } from 'node:crypto'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { Metadata, ServerUnaryCall, ServerWritableStream, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import { UnauthenticatedError } from '@mymacrotracker/errors'
import { MAX_MESSAGE_BYTES, failureOf } from './dispatcher.ts'
import type { Dispatcher, IncomingCall } from './dispatcher.ts'
import { METADATA, textOf } from './handler.ts'

/** The gRPC door of a process, for calls from other processes. */
export interface RpcServer {
  readonly port: number
  /** Tells health checks to send no more. */
  notServing(): void
  /** Lets running calls finish, at most `graceMs`. */
  stop(graceMs: number): Promise<void>
}

interface ServerOptions {
  dispatchers: readonly Dispatcher[]
  host: string
  port: number
  /** Shared by the processes of a development set-up; proves the caller's name where there are no certificates. */
  peerSecret: string
  serverCredentials?: ServerCredentials
}

export async function startRpcServer(options: ServerOptions): Promise<RpcServer> {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES, 'grpc.max_send_message_length': MAX_MESSAGE_BYTES })
  const health = new HealthImplementation({ '': 'SERVING' })
  health.addToServer(server)
  for (const dispatcher of options.dispatchers) {
    for (const definition of dispatcher.definitions) server.addService(overBytes(definition), implementation(dispatcher, definition, options.peerSecret))
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${options.host}:${options.port}`, options.serverCredentials ?? ServerCredentials.createInsecure(), (error, bound) => error ? reject(error) : resolve(bound))
  })
  return {
    port,
    notServing: () => health.setStatus('', 'NOT_SERVING'),
    stop: (graceMs) => new Promise((resolve) => {
      const timer = setTimeout(() => { server.forceShutdown(); resolve() }, graceMs)
      server.tryShutdown(() => { clearTimeout(timer); resolve() })
    }),
  }
}

/** The same methods over bytes: the dispatcher reads and writes the messages itself, once. */
function overBytes(definition: Dispatcher['definitions'][number]): Dispatcher['definitions'][number] {
  const same = (bytes: Buffer) => bytes
  return Object.fromEntries(Object.entries(definition).map(([name, method]) => [name, { ...method, requestDeserialize: same, responseSerialize: same }]))
}

function implementation(dispatcher: Dispatcher, definition: Dispatcher['definitions'][number], peerSecret: string): UntypedServiceImplementation {
  return Object.fromEntries(Object.entries(definition).map(([name, { path, responseStream }]) => [name, responseStream
    ? async (call: ServerWritableStream<Buffer, Buffer>) => {
        try {
          for await (const bytes of dispatcher.stream(path, incoming(call, peerSecret))) {
            if (!call.write(bytes)) await new Promise((resolve) => call.once('drain', resolve))
          }
          call.end()
        } catch (error) {
          call.emit('error', failureOf(error))
        }
      }
    : (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        Promise.resolve()
          .then(() => dispatcher.unary(path, incoming(call, peerSecret)))
          .then((bytes) => callback(null, bytes), (error: unknown) => callback(failureOf(error)))
      }]))
}

function incoming(call: ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>, peerSecret: string): IncomingCall {
  const deadline = call.getDeadline()
  const deadlineAt = deadline instanceof Date ? deadline.getTime() : deadline
  const abort = new AbortController()
  call.on('cancelled', () => abort.abort(new Error('cancelled')))
  return { peer: provenPeer(call.metadata, peerSecret), metadata: call.metadata, deadlineAt, signal: abort.signal, request: call.request }
}

/** The caller's name, believed only with the secret. */
function provenPeer(metadata: Metadata, peerSecret: string): string {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const given = textOf(metadata, METADATA.peerSecret) ?? ''
  if (!peerSecret || !timingSafeEqual(digest(given), digest(peerSecret))) throw new UnauthenticatedError('PEER_UNKNOWN', 'the calling service is not known')
  return textOf(metadata, METADATA.peer) ?? ''
}
