import type { PeerCertificates } from '../tcp/peer-certificates.ts'
import type { ZoneRelation, Zones } from '../zones/zones.ts'

/** A service in another process, and how it is called. */
export interface RemoteService {
  /** `grpc://host:port`, several separated by commas, `dns:///name:port` or `k8s:///name[.namespace]:port`. */
  address: string
  /** Knows the endpoints of k8s:/// addresses; without it they are looked up in DNS. */
  zones?: Zones | undefined
  /** Called for every call that reaches a peer, with the zone it went to. */
  onCall?: ((zone: ZoneRelation) => void) | undefined
  /** The name that the server's certificate must carry. */
  service: string
  /** The calling module. */
  peer: string
  /** Prove both ends; without them the secret proves the caller alone. */
  certificates?: PeerCertificates | undefined
  peerSecret?: string | undefined
  /** Called with the reason a call found no connection or lost it. The error itself leaves it out: addresses are internal. */
  onUnreachable?: ((details: string) => void) | undefined
}
