import { Metadata, type Client, type ServiceError as GrpcError } from '@grpc/grpc-js'
import { UnavailableError } from '@mymacrotracker/errors'
import { currentTraceparent } from '@mymacrotracker/telemetry'
import { METADATA, type OutgoingContext, type ServiceSpec } from '../handler.ts'
import { ATTEMPTS_HEADER } from '../tcp/by-zone.ts'
import type { RemoteService } from './remote-service.ts'
import { errorOf } from './failed-send.ts'
import type { Attempt } from './retry.ts'

/** An open channel to a service, and what every call on it carries. */
export interface Link {
  client: Client
  headers: Record<string, string>
  remote: RemoteService | undefined
}

interface Sending {
  link: Link
  method: ServiceSpec[string]
  attempt: Attempt | undefined
}

/** A child call gives up this much before its parent, so that the parent can still answer. */
const CHILD_MARGIN_MS = 50

export function sendUnary(
  { link: { client, headers, remote }, method, attempt }: Sending,
  request: unknown,
  context: OutgoingContext,
): Promise<unknown> {
  const signals = [context.signal, attempt?.signal].filter((each) => each !== undefined)
  const isCancelled = () => signals.some(({ aborted }) => aborted)
  return new Promise((resolve, reject) => {
    if (isCancelled()) return reject(cancelled())
    const metadata = metadataOf(context, headers)
    if (attempt?.number) metadata.set(ATTEMPTS_HEADER, String(attempt.number))
    const call = client.makeUnaryRequest<unknown, unknown>(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: deadlineOf(context) },
      (error, response) => {
        for (const each of signals) each.removeEventListener('abort', cancel)
        if (error) reject(errorOf(error, remote, isCancelled()))
        else resolve(response)
      },
    )
    const cancel = () => call.cancel()
    for (const each of signals) each.addEventListener('abort', cancel, { once: true })
  })
}

export async function* sendStream(
  { client, headers, remote }: Link,
  method: ServiceSpec[string],
  request: unknown,
  context: OutgoingContext,
): AsyncGenerator<unknown> {
  if (context.signal?.aborted) throw cancelled()
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
    throw errorOf(error as GrpcError, remote, context.signal?.aborted ?? false)
  } finally {
    context.signal?.removeEventListener('abort', cancel)
    call.cancel()
  }
}

const cancelled = () => new UnavailableError('CANCELLED', 'the call was cancelled')

/** A context without a deadline is passed on as it is, and refused by the service: a default would hide the mistake. */
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
