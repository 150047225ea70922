import type { ChannelOptions, Server } from '@grpc/grpc-js'
import { MAX_MESSAGE_BYTES } from '../dispatcher.ts'

/** Calls of one connection at once; more wait in the client. Above what one module takes, so that its refusal comes first. */
const MAX_STREAMS = 1024
/** A connection ends after so long, give or take a tenth, so that new processes get their share and certificates are read again. */
export const CONNECTION_LIFE = { maxAgeMs: 300_000, graceMs: 30_000 }

/**
 * How a client reaches another process: by zone (by-zone.ts), which without zones is all addresses in turn. Who is silent is
 * passed over within a second; its connection ends after 5 s, with or without calls, and not sooner: who waits for a CPU is
 * not dead. It is opened again after 1.5 s at most. A refused stream, which no handler has seen, is sent again by grpc-js
 * itself; all other retries are the gateway's.
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

/** grpc-js servers set no bound on a client's pings, so one a second is never too often. */
export const SERVER_OPTIONS: ChannelOptions = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_concurrent_streams': MAX_STREAMS,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.enable_channelz': 0,
}

/**
 * Calls that a client gives up, one connection's burst and a second's: Node ends a connection with everything on it after 1,000
 * and then 33 a second, its guard against strangers who open and reset. Here callers are known, and in an overload that many
 * deadlines pass at once (grpc-node #2872).
 */
const RESETS = { streamResetBurst: 10_000, streamResetRate: 5_000 }

/** grpc-js has no option for it: this reaches into what it hands to Node's http2. A test sees to it that it still does. */
export function allowResets(server: Server): void {
  Object.assign((server as unknown as { commonServerOptions: object }).commonServerOptions, RESETS)
}
