import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http2'
import { UnauthenticatedError } from '@mymacrotracker/errors'
import { METADATA, textOf } from '../handler.ts'
import { sessionOf, type GrpcCall } from '../library-internals.ts'
import { modulesNamedIn } from './peer-name.ts'

/** Returns the calling module, or throws when it is not proven. */
export type PeerProof = (call: GrpcCall) => string

interface Peer {
  modules: ReadonlySet<string>
  validUntil: number
}

export const unknownPeer = () => new UnauthenticatedError('PEER_UNKNOWN', 'the calling service is not known')

/**
 * The caller must be among the modules of the certificate the connection was opened with, which must still be valid. It is read
 * once a connection: grpc-js parses it for each call, which takes 33 µs.
 */
export function proofByCertificate(): PeerProof {
  const peers = new WeakMap<object, Peer>()
  const peerOf = (call: GrpcCall): Peer => {
    const session = sessionOf(call)
    const known = session && peers.get(session)
    if (known) return known
    const certificate = call.getAuthContext()?.sslPeerCertificate
    if (!certificate) throw unknownPeer()
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
    if (!modules.has(claimed) || !(Date.now() < validUntil)) throw unknownPeer()
    return claimed
  }
}

/** For development: whoever knows the secret is believed. The stream guard has refused all others by their headers. */
export function proofBySecret(): PeerProof {
  return ({ metadata }) => textOf(metadata, METADATA.peer) ?? ''
}

/** Whether a stream's headers hold the shared secret. */
export function hasSecret(secret: string): (headers: IncomingHttpHeaders) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(secret)
  return (headers) => {
    const given = headers[METADATA.peerSecret]
    return secret !== '' && typeof given === 'string' && timingSafeEqual(digest(given), expected)
  }
}
