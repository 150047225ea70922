import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

interface CountOptions {
  logger: Logger
  metrics: Metrics
  maxWaiting: number
}

type Sent = Parameters<Parameters<SpanExporter['export']>[1]>[0]

/** Bounds the spans waiting to be sent, and counts their outcomes: a receiver that is away costs spans and nothing else. */
export function countSpans({ logger, metrics: { traceSpans }, maxWaiting }: CountOptions) {
  let waiting = 0
  let failing = false
  const settle = (spans: readonly ReadableSpan[], { code, error }: Sent) => {
    waiting -= spans.length
    traceSpans.inc({ outcome: code === 0 ? 'sent' : 'failed' }, spans.length)
    if (code !== 0 && !failing)
      logger.warn({ reason: error?.message }, 'traces cannot be sent; not logged again until they can')
    failing = code !== 0
  }
  return {
    counted: (exporter: SpanExporter): SpanExporter => ({
      export: (spans, done) =>
        exporter.export(spans, (result) => {
          settle(spans, result)
          done(result)
        }),
      forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
      shutdown: () => exporter.shutdown(),
    }),
    admitting: (processor: SpanProcessor): SpanProcessor => ({
      onStart() {},
      onEnd(span) {
        if (waiting >= maxWaiting) return traceSpans.inc({ outcome: 'dropped' })
        waiting++
        processor.onEnd(span)
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    }),
  }
}
