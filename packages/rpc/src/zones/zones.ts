/** Where a peer is, as seen from this process. */
export type ZoneRelation = 'same' | 'other' | 'unknown'

/** A process that can be called. */
export interface Endpoint {
  host: string
  port: number
  zone: string | undefined
}

/** 0 is called; 1 while no endpoint of rank 0 answers; 2 when no other can be reached. */
export type Rank = 0 | 1 | 2

export interface RankedEndpoint extends Endpoint {
  relation: ZoneRelation
  rank: Rank
}

/** Knows the endpoints of services that are looked up in Kubernetes. */
export interface Zones {
  /** Calls back with the endpoints of `name` or `name.namespace` when they are known and at each change, on a later tick. */
  follow(service: string, port: number, send: (endpoints: readonly RankedEndpoint[]) => void): () => void
  close(): void
}
