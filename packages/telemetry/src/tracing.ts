import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Span, Tracing } from './span.ts'
import { isSampled, isTraceparent, nextTraceparent } from './traceparent.ts'

interface TracingOptions {
  /** Base URL of an OTLP receiver over HTTP; without one no span is kept. */
  endpoint: string | undefined
  /** Share of traces that are kept, 0 to 1. */
  share: number
  logger: Logger
  metrics: Metrics
}

/** Carries trace ids on and keeps nothing. */
export const noTracing: Tracing = {
  begin: ({ parent, isEdge }) => unrecorded(nextTraceparent(parent, isEdge ? false : undefined)),
  async close() {},
}

/** The library is loaded only where spans are kept: it costs a quarter of a second and 25 MB. */
export async function openTracing({ endpoint, share, ...options }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return noTracing
  const { createSpanRecorder } = await import('./span-recorder.ts')
  const recorder = createSpanRecorder({ endpoint, ...options })
  return {
    begin(start) {
      const isRecorded =
        start.isEdge || !isTraceparent(start.parent) ? Math.random() < share : isSampled(start.parent)
      return isRecorded ? recorder.begin(start) : unrecorded(nextTraceparent(start.parent, false))
    },
    close: recorder.close,
  }
}

const unrecorded = (traceparent: string): Span => ({ traceparent, isRecorded: false, end() {} })
