export { createDispatcher } from './dispatch/dispatcher.ts'
export type { Dispatcher } from './dispatch/dispatcher.ts'
export type { ServiceRegistration } from './dispatch/methods.ts'
export type {
  CallContext,
  UserCallContext,
  OutgoingContext,
  IdempotencyKey,
  Handlers,
  RpcClient,
  ServiceSpec,
} from './handler.ts'
export { InProcessChannel } from './in-process-channel.ts'
export { connect } from './client/connect.ts'
export type { ClientOptions, Connection } from './client/connect.ts'
export { subscriberKey } from './subscriber-key.ts'
export { startRpcServer } from './server.ts'
export type { RpcServer } from './server.ts'
export { loadPeerCertificates } from './tcp/peer-certificates.ts'
export type { CertificateFiles, PeerCertificates } from './tcp/peer-certificates.ts'
export { peerUri } from './tcp/peer-name.ts'
export { createRetryPolicy } from './client/retry.ts'
export { createTokenVerifier } from './identity/token-verifier.ts'
export type { TokenVerifier } from './identity/token-verifier.ts'
export { createDenyList } from './identity/deny-list.ts'
export type { DenyList } from './identity/deny-list.ts'
export { ISSUER, AUDIENCE, TOKEN_TYPE, TOKEN_ALGORITHM } from './identity/identity.ts'
export type { Zones } from './zones/zones.ts'
export { openZones } from './zones/open-zones.ts'
export { kubernetesServiceOf } from './tcp/kubernetes-names.ts'
