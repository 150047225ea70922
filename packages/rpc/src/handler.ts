import type { Metadata, ServiceDefinition } from '@grpc/grpc-js'
import type { UserMethod } from '@mymacrotracker/contracts'
import type { Identity } from './identity/identity.ts'

/** A phone's Idempotency-Key and the SHA-256 (hex) of method and body it came with. */
export interface IdempotencyKey {
  key: string
  requestHash: string
}

/** What a client sends along with a call; a handler's CallContext is one. */
export interface OutgoingContext {
  /** Epoch milliseconds. */
  deadlineAt: number
  signal?: AbortSignal
  /** The user's access token, forwarded as it came. */
  token?: string | undefined
  idempotency?: IdempotencyKey | undefined
  traceparent?: string
}

/** What a handler knows of its call. */
export interface CallContext extends OutgoingContext {
  signal: AbortSignal
  traceparent: string
  /** Name of the calling module. */
  peer: string
}

/** What a handler knows of a call whose method declares `access = USER`. */
export interface UserCallContext extends CallContext {
  identity: Identity
  /** The identity's subject: whose data this call is about. */
  userId: string
}

/** A generated service definition. */
export type ServiceSpec = ServiceDefinition

type RequestOf<M> = M extends { requestDeserialize: (bytes: Buffer) => infer Q } ? Q : never
type ContextOf<M> = M extends { path: UserMethod } ? UserCallContext : CallContext
type ResponseOf<M> = M extends { responseDeserialize: (bytes: Buffer) => infer R } ? R : never

/** The handlers of a service: one function a method; a streaming answer is an async iterable. */
export type Handlers<S> = {
  [M in keyof S]: S[M] extends { responseStream: true }
    ? (request: RequestOf<S[M]>, context: ContextOf<S[M]>) => AsyncIterable<ResponseOf<S[M]>>
    : (request: RequestOf<S[M]>, context: ContextOf<S[M]>) => Promise<ResponseOf<S[M]>>
}

/** A typed client of a service. Fails with ServiceError. */
export type RpcClient<S> = {
  [M in keyof S]: S[M] extends { responseStream: true }
    ? (request: RequestOf<S[M]>, context: OutgoingContext) => AsyncIterable<ResponseOf<S[M]>>
    : (request: RequestOf<S[M]>, context: OutgoingContext) => Promise<ResponseOf<S[M]>>
}

/** Names of the metadata of a call. */
export const METADATA = {
  authorization: 'authorization',
  idempotencyKey: 'idempotency-key',
  requestHash: 'idempotency-hash',
  traceparent: 'traceparent',
  peer: 'mmt-peer',
  peerSecret: 'mmt-peer-secret',
} as const

export function textOf(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name)
  return value === undefined ? undefined : String(value)
}
