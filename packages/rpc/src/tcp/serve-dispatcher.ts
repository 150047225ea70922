import type {
  Server,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedServiceImplementation,
  sendUnaryData,
} from '@grpc/grpc-js'
import type { IncomingCall } from '../dispatch/admit-call.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { statusOf } from '../dispatch/failed-call.ts'
import type { ServiceSpec } from '../handler.ts'
import type { GrpcCall } from '../library-internals.ts'
import type { PeerProof } from './proven-peer.ts'

/** Adds a dispatcher's services to a server. */
export function serveDispatcher(server: Server, dispatcher: Dispatcher, proof: PeerProof): void {
  for (const definition of dispatcher.definitions)
    server.addService(overBytes(definition), implementation(dispatcher, definition, proof))
}

/** The same methods over bytes: the dispatcher decodes and encodes the messages itself, once. */
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
