import { randomUUID } from 'node:crypto'
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  type Context,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Span, SpanStart, Tracing } from './span.ts'
import { ATTRIBUTES } from './span-attributes.ts'
import { countSpans } from './span-count.ts'
import { randomHex, spanIdOf, traceIdOf } from './traceparent.ts'

interface RecorderOptions {
  endpoint: string
  logger: Logger
  metrics: Metrics
}

/** Spans waiting to be sent; more are dropped and counted. About 1.5 KB each. */
const MAX_WAITING = 4096
const BATCH = 512
const SEND_EVERY_MS = 1000
/** Of an export with its retries; also how long a stop waits. */
const SEND_TIMEOUT_MS = 2000

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}
const idGenerator = { generateTraceId: () => randomHex(16), generateSpanId: () => randomHex(8) }

/** Keeps spans and sends them by OTLP over HTTP. Each service is a service of its own there, in one process too. */
export function createSpanRecorder({ endpoint, logger, metrics }: RecorderOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: new URL('v1/traces', endpoint.replace(/\/*$/, '/')).href,
    timeoutMillis: SEND_TIMEOUT_MS,
  })
  const { counted, admitting } = countSpans({ logger, metrics, maxWaiting: MAX_WAITING })
  const batches = new BatchSpanProcessor({
    exporter: counted(exporter),
    maxQueueSize: MAX_WAITING,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: SEND_TIMEOUT_MS,
  })
  const processor = admitting(batches)
  const instance = randomUUID()
  const tracers = new Map<string, Tracer>()
  const tracerOf = (service: string): Tracer => {
    const known = tracers.get(service)
    if (known) return known
    const resource = resourceFromAttributes({
      [ATTRIBUTES.serviceName]: service,
      [ATTRIBUTES.serviceNamespace]: 'mymacrotracker',
      [ATTRIBUTES.serviceInstance]: instance,
    })
    const made = new TracerProvider({
      resource,
      spanProcessors: [processor],
      sampler: new AlwaysOnSampler(),
      idGenerator,
    }).getTracer('mymacrotracker')
    tracers.set(service, made)
    return made
  }
  return {
    begin: (start) => begin(tracerOf(start.service), start),
    async close() {
      const late = new Promise((resolve) => setTimeout(resolve, SEND_TIMEOUT_MS).unref())
      await Promise.race([processor.shutdown().catch(() => undefined), late])
    },
  }
}

function begin(tracer: Tracer, { name, kind, parent, links = [] }: SpanStart): Span {
  const span = tracer.startSpan(
    name,
    { kind: KINDS[kind], links: links.map((each) => ({ context: spanContextOf(each) })) },
    contextOf(parent),
  )
  const { traceId, spanId } = span.spanContext()
  return {
    traceparent: `00-${traceId}-${spanId}-01`,
    isRecorded: true,
    end({ name: lastName, attributes, error }) {
      if (lastName) span.updateName(lastName)
      span.setAttributes(attributes)
      if (error !== undefined)
        span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTRIBUTES.errorType, error)
      span.end()
    },
  }
}

function contextOf(parent: string | undefined): Context {
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent))
}

function spanContextOf(traceparent: string): SpanContext {
  return {
    traceId: traceIdOf(traceparent),
    spanId: spanIdOf(traceparent),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  }
}
