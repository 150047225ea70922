import { status, type ServiceError as GrpcError } from '@grpc/grpc-js'
import { REASON_KEY, fromGrpcStatus } from '@mymacrotracker/errors'
import { NO_CONNECTION } from '../tcp/by-zone.ts'
import type { RemoteService } from './remote-service.ts'
import { UnreachableError } from './unreachable.ts'

/** What failed before any handler saw it: no connection, or a stream that the server refused. */
const NEVER_SENT = new RegExp(`^(${NO_CONNECTION}|Stream refused by server)`)

/** The error a caller gets: the service's own, or an UnreachableError when the service never answered. */
export function errorOf(
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

/** A service always answers with a reason. Without one, grpc-js calls some lost connections INTERNAL, or CANCELLED by nobody. */
function isTransportFailure(code: number, details: string, isCancelled: boolean): boolean {
  if (code === status.CANCELLED) return !isCancelled
  return (
    code === status.UNAVAILABLE || (code === status.INTERNAL && /RST_STREAM|HTTP\/2 stream/.test(details))
  )
}
