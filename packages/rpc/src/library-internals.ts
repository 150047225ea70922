import type { Http2Server, ServerHttp2Session } from 'node:http2'
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js'
import type { ServerUnaryCall, ServerWritableStream, Server, experimental } from '@grpc/grpc-js'

// What grpc-js and the Kubernetes client do without declaring it. test/library-internals.test.ts fails when they no longer do.

export type GrpcCall = ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>

/** Options that grpc-js hands to Node's http2 for every connection; it has none of its own for the resets of a client. */
export function setHttp2Options(
  server: Server,
  options: { streamResetBurst: number; streamResetRate: number },
): void {
  Object.assign((server as unknown as { commonServerOptions: object }).commonServerOptions, options)
}

/** Node's servers below a grpc-js one that listens. */
export function http2ServersOf(server: Server): readonly Http2Server[] {
  const { http2Servers } = server as unknown as { http2Servers: Map<Http2Server, unknown> }
  return [...http2Servers.keys()]
}

/** The connection a call came on. Undefined when grpc-js keeps it elsewhere. */
export function sessionOf(call: GrpcCall): ServerHttp2Session | undefined {
  return (call as unknown as { call?: { stream?: { session?: ServerHttp2Session } } }).call?.stream?.session
}

/**
 * An address whose attempts to connect end with a signal, TLS and HTTP/2 included. grpc-js passes an address unchanged to
 * net.connect, which accepts a signal there and reads it anew for each attempt.
 */
export function withConnectSignal(
  address: experimental.SubchannelAddress,
  signalOf: () => AbortSignal,
): experimental.SubchannelAddress {
  return Object.defineProperty({ ...address }, 'signal', { get: signalOf, enumerable: true })
}

type UsedOfKubeConfig = Pick<KubeConfig, 'getCurrentCluster' | 'applySecurityAuthentication'>

/** All that Watch uses of a KubeConfig: the class itself loads every type of the API. */
export function asKubeConfig(config: UsedOfKubeConfig): KubeConfig {
  return config as KubeConfig
}
