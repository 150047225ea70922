/** Where a peer is, as seen from this process. */
export type ZoneRelation = 'same' | 'other' | 'unknown'

/** A process that can be called. */
export interface Endpoint {
  host: string
  port: number
  zone: string | undefined
}

/** 0 is called, 1 while no endpoint of rank 0 answers, 2 when there is no way to any other. */
export type Rank = 0 | 1 | 2

export interface RankedEndpoint extends Endpoint {
  relation: ZoneRelation
  rank: Rank
}

/** Says where services are that are looked up in Kubernetes. */
export interface Zones {
  /** Tells the endpoints of `name` or `name.namespace` when they are known, and at each change; on a later tick. */
  follow(service: string, port: number, tell: (endpoints: readonly RankedEndpoint[]) => void): () => void
  close(): void
}
