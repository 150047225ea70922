import type { Metadata } from '@grpc/grpc-js'
import type { MethodRule } from '@mymacrotracker/contracts'
import { ForbiddenError, InvalidError, UnavailableError } from '@mymacrotracker/errors'
import { METADATA, textOf, type CallContext, type UserCallContext } from '../handler.ts'
import type { Identity } from '../identity/identity.ts'
import type { TokenVerifier } from '../identity/token-verifier.ts'

/** A call as it reaches a service, whichever way it came. */
export interface IncomingCall {
  /** The caller's module name, proven by the transport. */
  peer: string
  metadata: Metadata
  /** Epoch milliseconds; Infinity when the caller set none. */
  deadlineAt: number
  signal: AbortSignal
  request: Buffer
}

interface Admission {
  path: string
  rule: MethodRule
  call: IncomingCall
  traceparent: string
  verifier: TokenVerifier
}

/** Checks deadline, caller, token and scope. Returns what the handler may know of the call; throws when it is refused. */
export async function admitCall({
  path,
  rule: { callers, access, scope },
  call,
  traceparent,
  verifier,
}: Admission): Promise<CallContext | UserCallContext> {
  if (call.deadlineAt === Infinity)
    throw new InvalidError('DEADLINE_REQUIRED', 'every call carries a deadline')
  if (call.signal.aborted || call.deadlineAt <= Date.now())
    throw new UnavailableError('DEADLINE_EXCEEDED', 'no answer in time')
  if (!callers.includes('*') && !callers.includes(call.peer))
    throw new ForbiddenError('CALLER_NOT_ALLOWED', `${call.peer || 'an unknown caller'} may not call ${path}`)
  if (access !== 'USER') return contextOf(call, traceparent)
  const token = bearerOf(call.metadata)
  const identity = await verifier.verify(token)
  if (scope && !identity.scopes.has(scope))
    throw new ForbiddenError('SCOPE_MISSING', `the token lacks the scope ${scope}`)
  return contextOf(call, traceparent, { token, identity })
}

function bearerOf(metadata: Metadata): string | undefined {
  return /^Bearer ([^\s,]+)$/.exec(textOf(metadata, METADATA.authorization) ?? '')?.[1]
}

function contextOf(
  { peer, deadlineAt, signal, metadata }: IncomingCall,
  traceparent: string,
  user?: { token: string | undefined; identity: Identity },
): CallContext | UserCallContext {
  const key = textOf(metadata, METADATA.idempotencyKey)
  const requestHash = textOf(metadata, METADATA.requestHash)
  return {
    peer,
    deadlineAt,
    signal,
    token: user?.token,
    idempotency: key && requestHash ? { key, requestHash } : undefined,
    traceparent,
    ...(user && { identity: user.identity, userId: user.identity.subjectId }),
  }
}
