import { Metadata, credentials } from '@grpc/grpc-js'
import type { Channel, ChannelCredentials, Client, ClientReadableStream, ClientUnaryCall, ServiceError as GrpcError } from '@grpc/grpc-js'
import { METHODS } from '@mymacrotracker/contracts'
import { UnavailableError, fromGrpcStatus } from '@mymacrotracker/errors'
import { METADATA } from './handler.ts'
import type { OutgoingContext, RpcClient, ServiceSpec } from './handler.ts'
import type { RetryPolicy } from './retry.ts'

/** Where a service is: a channel in this process, or an address. */
export type ClientOptions = { retry?: RetryPolicy | undefined } & (
  | { channel: Channel }
  | { address: string; peer: string; peerSecret: string; channelCredentials?: ChannelCredentials })

type GeneratedClient<S> = (new (address: string, credentials: ChannelCredentials, options?: object) => Client) & { service: S }
type UnaryMethod = (request: unknown, metadata: Metadata, options: object, callback: (error: GrpcError | null, answer: unknown) => void) => ClientUnaryCall
type StreamMethod = (request: unknown, metadata: Metadata, options: object) => ClientReadableStream<unknown>

/** A child gives up this much before its parent, so that the parent can still answer. */
const CHILD_MARGIN_MS = 50

/** A thin promise client over a generated one: same serialisation and interceptors, failures as ServiceError. */
export function createClient<S extends ServiceSpec>(Generated: GeneratedClient<S>, options: ClientOptions): RpcClient<S> & { close(): void } {
  const generated = 'channel' in options
    ? new Generated('in-process', credentials.createInsecure(), { channelOverride: options.channel })
    : new Generated(options.address.replace(/^grpc:\/\//, ''), options.channelCredentials ?? credentials.createInsecure(), {
        'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 3_000, 'grpc.max_receive_message_length': 4 * 1024 * 1024,
      })
  const peerHeaders: Record<string, string> = 'channel' in options ? {} : { [METADATA.peer]: options.peer, [METADATA.peerSecret]: options.peerSecret }
  const methods = Object.entries(Generated.service).map(([name, { path, responseStream }]) => {
    const method = (generated as unknown as Record<string, unknown>)[name] as UnaryMethod | StreamMethod
    const idempotent = METHODS[path]?.idempotent ?? false
    if (responseStream) return [name, (request: unknown, context: OutgoingContext) => stream(generated, method as StreamMethod, request, context, peerHeaders)]
    const once = (request: unknown, context: OutgoingContext) => unary(generated, method, request, context, peerHeaders)
    return [name, options.retry ? (request: unknown, context: OutgoingContext) => options.retry!.run(idempotent, context.deadlineAt, () => once(request, context)) : once]
  })
  return { ...Object.fromEntries(methods), close: () => generated.close() } as RpcClient<S> & { close(): void }
}

function unary(client: Client, method: UnaryMethod, request: unknown, context: OutgoingContext, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (context.signal?.aborted) return reject(new UnavailableError('CANCELLED', 'the call was cancelled'))
    const call = method.call(client, request, metadataOf(context, headers), { deadline: deadlineOf(context) }, (error, answer) => {
      context.signal?.removeEventListener('abort', cancel)
      if (error) reject(failure(error))
      else resolve(answer)
    })
    const cancel = () => call.cancel()
    context.signal?.addEventListener('abort', cancel, { once: true })
  })
}

async function* stream(client: Client, method: StreamMethod, request: unknown, context: OutgoingContext, headers: Record<string, string>): AsyncGenerator<unknown> {
  if (context.signal?.aborted) throw new UnavailableError('CANCELLED', 'the call was cancelled')
  const call = method.call(client, request, metadataOf(context, headers), { deadline: deadlineOf(context) })
  const cancel = () => call.cancel()
  context.signal?.addEventListener('abort', cancel, { once: true })
  try {
    yield* call
  } catch (error) {
    throw failure(error as GrpcError)
  } finally {
    context.signal?.removeEventListener('abort', cancel)
    call.cancel()
  }
}

/** Date.now() of a context without a deadline would hide a mistake: it is passed on, and refused by the service. */
function deadlineOf({ deadlineAt }: OutgoingContext): number {
  return deadlineAt - CHILD_MARGIN_MS
}

function metadataOf({ token, idempotency, traceparent }: OutgoingContext, headers: Record<string, string>): Metadata {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  if (token) metadata.set(METADATA.authorization, `Bearer ${token}`)
  if (traceparent) metadata.set(METADATA.traceparent, traceparent)
  if (idempotency) {
    metadata.set(METADATA.idempotencyKey, idempotency.key)
    metadata.set(METADATA.requestHash, idempotency.requestHash)
  }
  return metadata
}

function failure({ code, details, metadata }: GrpcError): Error {
  const trailers = Object.fromEntries(Object.entries(metadata?.getMap() ?? {}).map(([name, value]) => [name, String(value)]))
  return fromGrpcStatus({ code, details, trailers })
}
