import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createSourcedGauge, type SourcedGauge } from './sourced-gauge.ts'
import { createTimings, type Timings } from './timings.ts'

/** Metrics of one process. Labels are names of services, routes, methods and topics, never anything of a person. */
export interface Metrics {
  registry: Registry
  httpSeconds: Histogram<'method' | 'route' | 'status'>
  httpInFlightLimit: Gauge<'service'>
  rpcSeconds: Timings<'service' | 'method'>
  rpcInFlight: SourcedGauge<'service'>
  rpcClientSeconds: Timings<'caller' | 'service' | 'method'>
  rpcClientZone: Counter<'service' | 'zone'>
  outboxBacklog: Gauge<'service'>
  outboxOldestSeconds: Gauge<'service'>
  outboxPublished: Counter<'service'>
  consumed: Counter<'consumer' | 'outcome'>
  parked: Counter<'consumer'>
  consumerSeconds: Histogram<'service' | 'consumer'>
  consumerLag: Gauge<'consumer' | 'topic'>
  poolConnections: Gauge<'service' | 'state'>
  traceSpans: Counter<'outcome'>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    httpInFlightLimit: new Gauge({
      name: 'http_in_flight_limit',
      help: 'Requests that may be in flight at once',
      labelNames: ['service'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer an HTTP request',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    rpcSeconds: createTimings({
      registry,
      name: 'rpc_server_duration_seconds',
      help: 'Time a service took to answer an RPC, by gRPC code',
      outcome: 'code',
      buckets: SECONDS,
    }),
    rpcInFlight: createSourcedGauge({
      name: 'rpc_server_in_flight',
      help: 'RPCs a service is handling now',
      labelNames: ['service'],
      registers,
    }),
    rpcClientSeconds: createTimings({
      registry,
      name: 'rpc_client_duration_seconds',
      help: 'Time an RPC took for its caller, retries included, by target service and gRPC code',
      outcome: 'code',
      buckets: SECONDS,
    }),
    rpcClientZone: new Counter({
      name: 'rpc_client_zone_total',
      help: 'RPC attempts that reached a process of another service, by its zone relative to this one: same, other or unknown',
      labelNames: ['service', 'zone'],
      registers,
    }),
    outboxBacklog: new Gauge({
      name: 'outbox_backlog',
      help: 'Facts written and not yet on the bus, as last counted',
      labelNames: ['service'],
      registers,
    }),
    outboxOldestSeconds: new Gauge({
      name: 'outbox_oldest_seconds',
      help: 'Age of the oldest fact not yet on the bus, in seconds',
      labelNames: ['service'],
      registers,
    }),
    outboxPublished: new Counter({
      name: 'outbox_published_total',
      help: 'Facts handed to the bus',
      labelNames: ['service'],
      registers,
    }),
    consumed: new Counter({
      name: 'consumer_messages_total',
      help: 'Messages consumed, by outcome',
      labelNames: ['consumer', 'outcome'],
      registers,
    }),
    parked: new Counter({
      name: 'consumer_parked_total',
      help: 'Messages parked; alert when it grows',
      labelNames: ['consumer'],
      registers,
    }),
    consumerSeconds: new Histogram({
      name: 'consumer_handling_seconds',
      help: 'Time to handle a run of messages of one key, failures included',
      labelNames: ['service', 'consumer'],
      buckets: SECONDS,
      registers,
    }),
    consumerLag: new Gauge({
      name: 'consumer_lag',
      help: 'Messages a consumer has not read yet, as last counted',
      labelNames: ['consumer', 'topic'],
      registers,
    }),
    poolConnections: new Gauge({
      name: 'db_pool_connections',
      help: 'Connections of a pool, by state; waiting counts callers without one',
      labelNames: ['service', 'state'],
      registers,
    }),
    traceSpans: new Counter({
      name: 'trace_spans_total',
      help: 'Spans by outcome: sent, failed, or dropped because too many waited',
      labelNames: ['outcome'],
      registers,
    }),
  }
}
