import { Client, credentials, type Channel } from '@grpc/grpc-js'
import { METHODS } from '@mymacrotracker/contracts'
import { METADATA, type OutgoingContext, type RpcClient, type ServiceSpec } from '../handler.ts'
import { observed, type CallObserver } from '../observe-calls.ts'
import { ON_CALL_OPTION } from '../tcp/by-zone.ts'
import { CLIENT_OPTIONS } from '../tcp/channel-options.ts'
import { ZONES_OPTION } from '../tcp/kubernetes-names.ts'
import { targetOf } from '../tcp/targets.ts'
import type { RemoteService } from './remote-service.ts'
import type { Attempt, RetryPolicy } from './retry.ts'
import { sendStream, sendUnary, type Link } from './send.ts'

/** Where a service is: a channel in this process, or elsewhere. */
export type ClientOptions = { retry?: RetryPolicy | undefined; observer?: CallObserver } & (
  | { channel: Channel }
  | RemoteService
)

type Method = ServiceSpec[string]
type Call = (request: unknown, context: OutgoingContext, attempt?: Attempt) => Promise<unknown>

export interface Connection {
  /** A typed client of one of the service's features; all of them share the connection. Fails with ServiceError. */
  client<S extends ServiceSpec>(definition: S): RpcClient<S>
  /**
   * Connects before the first call, waiting at most `limitMs`; resolves even when no peer answers. Does something only where
   * Kubernetes lists the ready endpoints: elsewhere a peer that starts a moment later would be waited for after a refused attempt.
   */
  connect(limitMs: number): Promise<void>
  close(): void
}

/** Connects to a service, in this process or another. */
export function connect(options: ClientOptions): Connection {
  const remote = 'channel' in options ? undefined : options
  const client = 'channel' in options ? inProcess(options.channel) : openChannel(options)
  const link: Link = { client, headers: remote ? peerHeadersOf(remote) : {}, remote }
  return {
    client: <S extends ServiceSpec>(definition: S) =>
      Object.fromEntries(
        Object.entries(definition).map(([name, method]) => [name, callOf(link, method, options)]),
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

function callOf(link: Link, method: Method, { retry, observer }: ClientOptions) {
  if (method.responseStream)
    return (request: unknown, context: OutgoingContext) => sendStream(link, method, request, context)
  const once: Call = (request, context, attempt) => sendUnary({ link, method, attempt }, request, context)
  const call = retry ? retried(once, { retry, method, hedged: mayHedge(link) }) : once
  return observer ? observed(method.path, observer, call) : call
}

function retried(
  once: Call,
  { retry, method, hedged }: { retry: RetryPolicy; method: Method; hedged: boolean },
): Call {
  const idempotent = METHODS[method.path]?.idempotent ?? false
  return (request, context) => {
    const { deadlineAt } = context
    return retry.run({ idempotent, deadlineAt, hedged, send: (attempt) => once(request, context, attempt) })
  }
}

/** With a single process a hedge would only do the same work twice. */
function mayHedge({ remote }: Link): boolean {
  return remote !== undefined && !/^grpc:[^,]*$/.test(remote.address)
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

/** A certificate proves who calls, so the secret is sent only where there is none. */
function peerHeadersOf({ peer, peerSecret, certificates }: RemoteService): Record<string, string> {
  return { [METADATA.peer]: peer, ...(peerSecret && !certificates && { [METADATA.peerSecret]: peerSecret }) }
}
