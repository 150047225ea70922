import {
  constants,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Server } from '@grpc/grpc-js'
import { toGrpcStatus } from '@mymacrotracker/errors'
import { http2ServersOf } from '../library-internals.ts'
import { unknownPeer } from './proven-peer.ts'

/** What anybody may ask: it needs no more of a body, and no more of them at once. */
const OPEN_TO_ALL = /^\/grpc\.(health|reflection)\./
const MAX_OPEN_BODY_BYTES = 4096
const MAX_OPEN_STREAMS = 32
/** Connections on which nobody has proven anything yet; one more ends the oldest. A service's own client opens it anew. */
const MAX_UNPROVEN_CONNECTIONS = 256

type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number) => void

/**
 * Refuses strangers by a stream's headers, before a byte of its body is kept: grpc-js buffers a message to its end, 4 MiB a
 * stream, before it asks a handler. `isKnown` looks at the headers alone.
 */
export function guardStreams(server: Server, isKnown: (headers: IncomingHttpHeaders) => boolean): void {
  const unproven = new Set<ServerHttp2Session>()
  let openStreams = 0
  const admitOpen = (stream: ServerHttp2Stream, pass: () => void) => {
    if (openStreams >= MAX_OPEN_STREAMS) return refuse(stream)
    openStreams++
    stream.once('close', () => openStreams--)
    pass()
    limitBody(stream)
  }
  for (const listener of http2ServersOf(server)) {
    const handlers = listener.listeners('stream') as StreamListener[]
    if (handlers.length === 0) throw new Error('grpc-js hears of streams elsewhere: they cannot be guarded')
    listener.removeAllListeners('stream')
    listener.on('session', (session) => {
      unproven.add(session)
      session.once('close', () => unproven.delete(session))
      const [oldest] = unproven
      if (unproven.size > MAX_UNPROVEN_CONNECTIONS) oldest!.destroy()
    })
    listener.on('stream', (stream, headers, flags) => {
      const pass = () => {
        for (const handle of handlers) handle.call(listener, stream, headers, flags)
      }
      if (isKnown(headers)) {
        if (stream.session) unproven.delete(stream.session as ServerHttp2Session)
        pass()
      } else if (OPEN_TO_ALL.test(headers[':path'] ?? '')) admitOpen(stream, pass)
      else refuse(stream)
    })
  }
}

function limitBody(stream: ServerHttp2Stream): void {
  let received = 0
  stream.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (received > MAX_OPEN_BODY_BYTES) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM)
  })
}

/** The answer in one frame, as a handler that throws gives it; what the client still sends is thrown away. */
function refuse(stream: ServerHttp2Stream): void {
  stream.on('error', () => undefined)
  const { code, details, trailers } = toGrpcStatus(unknownPeer())
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc+proto',
      'grpc-status': code,
      'grpc-message': encodeURI(details),
      ...trailers,
    },
    { endStream: true },
  )
  stream.close(constants.NGHTTP2_NO_ERROR)
}
