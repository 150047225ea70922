import { createHash, timingSafeEqual } from 'node:crypto'
import type { ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js'
import { UnauthenticatedError } from '@mymacrotracker/errors'
import { METADATA, textOf } from '../handler.ts'
import { modulesNamedIn } from './peer-name.ts'

export type GrpcCall = ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>

/** Says which module calls, or throws when that is not proven. */
export type PeerProof = (call: GrpcCall) => string

interface Peer {
  modules: ReadonlySet<string>
  validUntil: number
}

const unknown = () => new UnauthenticatedError('PEER_UNKNOWN', 'the calling service is not known')

/** Who calls must be among the modules of the certificate that the connection was opened with, which must still be valid. */
export function proofByCertificate(): PeerProof {
  const peers = new WeakMap<object, Peer>()
  const peerOf = (call: GrpcCall): Peer => {
    const session = sessionOf(call)
    const known = session && peers.get(session)
    if (known) return known
    const certificate = call.getAuthContext()?.sslPeerCertificate
    if (!certificate) throw unknown()
    const peer = {
      modules: modulesNamedIn(certificate.subjectaltname),
      validUntil: Date.parse(certificate.valid_to),
    }
    if (session) peers.set(session, peer)
    return peer
  }
  return (call) => {
    const claimed = textOf(call.metadata, METADATA.peer) ?? ''
    const { modules, validUntil } = peerOf(call)
    if (!modules.has(claimed) || !(Date.now() < validUntil)) throw unknown()
    return claimed
  }
}

/** For a development set-up: who knows the secret is believed. */
export function proofBySecret(secret: string): PeerProof {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(secret)
  return ({ metadata }) => {
    const given = digest(textOf(metadata, METADATA.peerSecret) ?? '')
    if (!secret || !timingSafeEqual(given, expected)) throw unknown()
    return textOf(metadata, METADATA.peer) ?? ''
  }
}

/**
 * The connection of a call, to read its certificate once: grpc-js reads it anew for each call, at 33 µs. Its own field is
 * looked at; where it is not found, the certificate is read each time.
 */
function sessionOf(call: GrpcCall): object | undefined {
  return (call as unknown as { call?: { stream?: { session?: object } } }).call?.stream?.session
}
