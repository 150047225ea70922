import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Metrics of one process. Labels are names of routes, methods and topics, never of people. */
export interface Metrics {
  registry: Registry
  httpSeconds: Histogram<'method' | 'route' | 'status'>
  rpcSeconds: Histogram<'method' | 'code'>
  outboxBacklog: Gauge<'service'>
  outboxOldestSeconds: Gauge<'service'>
  outboxPublished: Counter<'service'>
  consumed: Counter<'consumer' | 'outcome'>
  parked: Counter<'consumer'>
  poolConnections: Gauge<'service' | 'state'>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    httpSeconds: new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer an HTTP request', labelNames: ['method', 'route', 'status'], buckets: SECONDS, registers }),
    rpcSeconds: new Histogram({ name: 'rpc_server_duration_seconds', help: 'Time to answer an RPC, by method and gRPC code', labelNames: ['method', 'code'], buckets: SECONDS, registers }),
    outboxBacklog: new Gauge({ name: 'outbox_backlog', help: 'Facts written and not yet on the bus, as last counted', labelNames: ['service'], registers }),
    outboxOldestSeconds: new Gauge({ name: 'outbox_oldest_seconds', help: 'Age of the oldest fact not yet on the bus, in seconds', labelNames: ['service'], registers }),
    outboxPublished: new Counter({ name: 'outbox_published_total', help: 'Facts handed to the bus', labelNames: ['service'], registers }),
    consumed: new Counter({ name: 'consumer_messages_total', help: 'Messages consumed, by outcome', labelNames: ['consumer', 'outcome'], registers }),
    parked: new Counter({ name: 'consumer_parked_total', help: 'Messages parked; alert when it grows', labelNames: ['consumer'], registers }),
    poolConnections: new Gauge({ name: 'db_pool_connections', help: 'Connections of a pool, by state', labelNames: ['service', 'state'], registers }),
  }
}
