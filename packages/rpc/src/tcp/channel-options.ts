import type { ChannelOptions, Server } from '@grpc/grpc-js'
import { MAX_MESSAGE_BYTES } from '../dispatch/messages.ts'
import { setHttp2Options } from '../library-internals.ts'

/** Calls of one connection at once; more wait in the client. Above a module's own limit, which so refuses first. */
const MAX_STREAMS = 1024
/** A connection is closed at this age, give or take a tenth, so that new processes get their share and certificates are read again. */
export const CONNECTION_LIFE = { maxAgeMs: 300_000, graceMs: 30_000 }

/**
 * How a client reaches another process: by zone (by-zone.ts), which without zones means round robin. A peer that stops answering
 * is skipped within a second and disconnected after 5 s, with or without calls. Not sooner: it may only be starved of CPU. It is
 * reconnected after 1.5 s at most. A stream that a server refused, before any handler saw it, is retried by grpc-js itself; all
 * other retries are the gateway's.
 */
export const CLIENT_OPTIONS: ChannelOptions = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ by_zone: {} }] }),
  'grpc.keepalive_time_ms': 1_000,
  'grpc.keepalive_timeout_ms': 4_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_500,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
}

/** grpc-js servers accept any number of pings, so one a second is never too often. */
export const SERVER_OPTIONS: ChannelOptions = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_concurrent_streams': MAX_STREAMS,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.enable_channelz': 0,
}

/**
 * How many calls a client may give up on one connection: in a burst, and each second. Node closes a connection with everything on
 * it after 1,000, then 33 a second, as protection from strangers who open and reset. Here callers are known, and in an overload
 * many deadlines pass at once (grpc-node #2872).
 */
const RESETS = { streamResetBurst: 10_000, streamResetRate: 5_000 }

export function allowResets(server: Server): void {
  setHttp2Options(server, RESETS)
}
