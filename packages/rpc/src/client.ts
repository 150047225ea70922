import {
  Client,
  Metadata,
  credentials,
  status,
  type Channel,
  type ServiceError as GrpcError,
} from '@grpc/grpc-js'
import { METHODS } from '@mymacrotracker/contracts'
import { REASON_KEY, UnavailableError, fromGrpcStatus } from '@mymacrotracker/errors'
import { currentTraceparent } from '@mymacrotracker/telemetry'
import { METADATA, type OutgoingContext, type RpcClient, type ServiceSpec } from './handler.ts'
import { observed, type CallObserver } from './observe-calls.ts'
import type { Attempt, RetryPolicy } from './retry.ts'
import { ATTEMPTS_HEADER, NO_CONNECTION, ON_CALL_OPTION } from './tcp/by-zone.ts'
import { CLIENT_OPTIONS } from './tcp/channel-options.ts'
import { ZONES_OPTION } from './tcp/kubernetes-names.ts'
import type { PeerCertificates } from './tcp/peer-certificates.ts'
import { targetOf } from './tcp/targets.ts'
import { UnreachableError } from './unreachable.ts'
import type { ZoneRelation, Zones } from './zones/zones.ts'

/** Where a service is: a channel in this process, or elsewhere. */
export type ClientOptions = { retry?: RetryPolicy | undefined; observer?: CallObserver } & (
  | { channel: Channel }
  | RemoteService
)

export interface RemoteService {
  /** `grpc://host:port`, several between commas, `dns:///name:port` or `k8s:///name[.namespace]:port`. */
  address: string
  /** Knows the endpoints of k8s:/// addresses; without it they are looked up in DNS. */
  zones?: Zones | undefined
  /** Is told of every call that reaches a peer, with the zone it went to. */
  onCall?: ((zone: ZoneRelation) => void) | undefined
  /** The name that the server's certificate must carry. */
  service: string
  /** The module that calls. */
  peer: string
  /** Proves both ends; without them the secret proves the caller alone. */
  certificates?: PeerCertificates | undefined
  peerSecret?: string | undefined
  /** Is told why a call found no connection or lost it. The caller of the call is not: addresses are nobody's business. */
  onUnreachable?: ((details: string) => void) | undefined
}

interface Link {
  client: Client
  headers: Record<string, string>
  remote: RemoteService | undefined
}
type Method = ServiceSpec[string]

/** What failed before any handler saw it: no connection, or a stream that the server refused. */
const NEVER_SENT = new RegExp(`^(${NO_CONNECTION}|Stream refused by server)`)
/** A child gives up this much before its parent, so that the parent can still answer. */
const CHILD_MARGIN_MS = 50

export interface Connection {
  /** A typed client of one of the service's features; all of them share the connection. Fails with ServiceError. */
  client<S extends ServiceSpec>(definition: S): RpcClient<S>
  /**
   * Connects before anything is called, for at most so long; that nobody is there is no failure. Only where Kubernetes names
   * the ready ones: elsewhere one that starts a moment later would be waited for after a refused attempt.
   */
  connect(limitMs: number): Promise<void>
  close(): void
}

/** The way to a service, in this process or another. */
export function connect(options: ClientOptions): Connection {
  const remote = 'channel' in options ? undefined : options
  const client = 'channel' in options ? inProcess(options.channel) : openChannel(options)
  // With a single process a hedge would only do the same work twice.
  const hedged = remote !== undefined && !/^grpc:[^,]*$/.test(remote.address)
  const link: Link = { client, headers: remote ? peerHeadersOf(remote) : {}, remote }
  const callOf = (method: Method) => {
    if (method.responseStream)
      return (request: unknown, context: OutgoingContext) => stream(link, method, request, context)
    const once = (request: unknown, context: OutgoingContext, attempt?: Attempt) =>
      unary({ link, method, attempt }, request, context)
    const { retry, observer } = options
    const idempotent = METHODS[method.path]?.idempotent ?? false
    const retried = retry
      ? (request: unknown, context: OutgoingContext) =>
          retry.run({
            idempotent,
            deadlineAt: context.deadlineAt,
            hedged,
            send: (attempt) => once(request, context, attempt),
          })
      : (request: unknown, context: OutgoingContext) => once(request, context)
    return observer ? observed(method.path, observer, retried) : retried
  }
  return {
    client: <S extends ServiceSpec>(definition: S) =>
      Object.fromEntries(
        Object.entries(definition).map(([name, method]) => [name, callOf(method)]),
      ) as RpcClient<S>,
    connect: (limitMs) =>
      remote?.address.startsWith('k8s:')
        ? new Promise((resolve) => {
            client.waitForReady(Date.now() + limitMs, () => resolve())
          })
        : Promise.resolve(),
    close: () => client.close(),
  }
}

function inProcess(channel: Channel): Client {
  return new Client('in-process', credentials.createInsecure(), { channelOverride: channel })
}

function openChannel({ address, service, certificates, zones, onCall }: RemoteService): Client {
  const options = { ...CLIENT_OPTIONS, [ZONES_OPTION]: zones, [ON_CALL_OPTION]: onCall }
  if (!certificates) return new Client(targetOf(address), credentials.createInsecure(), options)
  return new Client(targetOf(address), certificates.channel, {
    ...options,
    'grpc.ssl_target_name_override': service,
  })
}

/** A certificate proves who calls, so a secret is not shown to whom it is not needed for. */
function peerHeadersOf({ peer, peerSecret, certificates }: RemoteService): Record<string, string> {
  return { [METADATA.peer]: peer, ...(peerSecret && !certificates && { [METADATA.peerSecret]: peerSecret }) }
}

interface Sending {
  link: Link
  method: Method
  attempt: Attempt | undefined
}

function unary(
  { link: { client, headers, remote }, method, attempt }: Sending,
  request: unknown,
  context: OutgoingContext,
): Promise<unknown> {
  const signals = [context.signal, attempt?.signal].filter((each) => each !== undefined)
  return new Promise((resolve, reject) => {
    if (signals.some(({ aborted }) => aborted))
      return reject(new UnavailableError('CANCELLED', 'the call was cancelled'))
    const metadata = metadataOf(context, headers)
    if (attempt?.number) metadata.set(ATTEMPTS_HEADER, String(attempt.number))
    const call = client.makeUnaryRequest<unknown, unknown>(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: deadlineOf(context) },
      (error, answer) => {
        for (const each of signals) each.removeEventListener('abort', cancel)
        if (error)
          reject(
            failure(
              error,
              remote,
              signals.some(({ aborted }) => aborted),
            ),
          )
        else resolve(answer)
      },
    )
    const cancel = () => call.cancel()
    for (const each of signals) each.addEventListener('abort', cancel, { once: true })
  })
}

async function* stream(
  { client, headers, remote }: Link,
  method: Method,
  request: unknown,
  context: OutgoingContext,
): AsyncGenerator<unknown> {
  if (context.signal?.aborted) throw new UnavailableError('CANCELLED', 'the call was cancelled')
  const call = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
    metadataOf(context, headers),
    { deadline: deadlineOf(context) },
  )
  const cancel = () => call.cancel()
  context.signal?.addEventListener('abort', cancel, { once: true })
  try {
    yield* call
  } catch (error) {
    throw failure(error as GrpcError, remote, context.signal?.aborted ?? false)
  } finally {
    context.signal?.removeEventListener('abort', cancel)
    call.cancel()
  }
}

/** Date.now() of a context without a deadline would hide a mistake: it is passed on, and refused by the service. */
function deadlineOf({ deadlineAt }: OutgoingContext): number {
  return deadlineAt - CHILD_MARGIN_MS
}

function metadataOf(
  { token, idempotency, traceparent = currentTraceparent() }: OutgoingContext,
  headers: Record<string, string>,
): Metadata {
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

function failure(
  { code, details, metadata }: GrpcError,
  remote: RemoteService | undefined,
  isCancelled: boolean,
): Error {
  const trailers = Object.fromEntries(
    Object.entries(metadata?.getMap() ?? {}).map(([name, value]) => [name, String(value)]),
  )
  if (remote && !trailers[REASON_KEY] && isTransportFailure(code, details, isCancelled)) {
    const why = details.replace(/^.*Last error: /s, '').replace(/\. Resolution note: .*$/s, '')
    remote.onUnreachable?.(why)
    return new UnreachableError(remote.service, why, { wasSent: !NEVER_SENT.test(details) })
  }
  return fromGrpcStatus({ code, details, trailers })
}

/** A service gives a reason with whatever it answers; grpc-js calls some lost connections INTERNAL, or CANCELLED by nobody. */
function isTransportFailure(code: number, details: string, isCancelled: boolean): boolean {
  if (code === status.CANCELLED) return !isCancelled
  return (
    code === status.UNAVAILABLE || (code === status.INTERNAL && /RST_STREAM|HTTP\/2 stream/.test(details))
  )
}
