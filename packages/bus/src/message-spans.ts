import {
  ATTRIBUTES,
  isSampled,
  nextTraceparent,
  traceScope,
  type Metrics,
  type Span,
  type Tracing,
} from '@mymacrotracker/telemetry'
import type { BusMessage, DeliveredMessage } from './bus.ts'

interface SpansOptions {
  tracing: Tracing
  metrics: Metrics
  /** The broker's name for spans. */ system: string
}

const MAX_LINKS = 32
const TRACEPARENT = 'traceparent'

/** Spans and timings of sending and handling messages: one trace leads from the request to its last consumer. */
export function createMessageSpans({ tracing, metrics, system }: SpansOptions) {
  const attributes = (topic: string, operation: 'send' | 'process') => ({
    [ATTRIBUTES.messagingSystem]: system,
    [ATTRIBUTES.messagingDestination]: topic,
    [ATTRIBUTES.messagingOperation]: operation,
    [ATTRIBUTES.messagingOperationType]: operation,
  })

  /** When messages of several traces are handled together, the first trace continues and the others are linked. */
  const beginHandling = (service: string, topic: string, messages: readonly DeliveredMessage[]): Span => {
    const [parent, ...others] = [
      ...new Set(messages.map(({ headers }) => headers[TRACEPARENT]).filter(isSampled)),
    ]
    if (parent === undefined)
      return { traceparent: nextTraceparent(messages[0]!.headers[TRACEPARENT]), isRecorded: false, end() {} }
    return tracing.begin({
      service,
      kind: 'consumer',
      name: `process ${topic}`,
      parent,
      links: others.slice(0, MAX_LINKS),
    })
  }

  return {
    /** Runs `send` with messages that carry the span in which they are sent. */
    async sending(
      messages: readonly BusMessage[],
      send: (messages: readonly BusMessage[]) => Promise<void>,
    ): Promise<void> {
      const spans: { span: Span; message: BusMessage }[] = []
      const carried = messages.map((message) => {
        const { topic, headers } = message
        if (!isSampled(headers[TRACEPARENT])) return message
        const span = tracing.begin({
          service: ownerOf(topic),
          kind: 'producer',
          name: `send ${topic}`,
          parent: headers[TRACEPARENT],
        })
        spans.push({ span, message })
        return { ...message, headers: { ...headers, [TRACEPARENT]: span.traceparent } }
      })
      const error = await send(carried).then(
        () => undefined,
        (failed: unknown) => ({ failed }),
      )
      for (const {
        span,
        message: { topic, eventId },
      } of spans) {
        if (span.isRecorded)
          span.end({
            attributes: { ...attributes(topic, 'send'), [ATTRIBUTES.messagingId]: eventId },
            error: error && nameOf(error.failed),
          })
      }
      if (error) throw error.failed
    },

    /** Runs `work` in the trace of its messages. */
    async handling(
      { group, topic, messages }: { group: string; topic: string; messages: readonly DeliveredMessage[] },
      work: () => Promise<void>,
    ): Promise<void> {
      const startedAt = performance.now()
      const service = group.slice(0, group.indexOf('.'))
      const span = beginHandling(service, topic, messages)
      let failure: string | undefined
      try {
        await traceScope.run(span.traceparent, work)
      } catch (error) {
        failure = nameOf(error)
        throw error
      } finally {
        metrics.consumerSeconds.observe({ service, consumer: group }, (performance.now() - startedAt) / 1000)
        if (span.isRecorded)
          span.end({
            attributes: {
              ...attributes(topic, 'process'),
              [ATTRIBUTES.messagingGroup]: group,
              [ATTRIBUTES.messagingCount]: messages.length,
            },
            error: failure,
          })
      }
    },
  }
}

/** `events` for mymacrotracker.events.diary.v1. */
const ownerOf = (topic: string): string => topic.split('.')[1] ?? topic

function nameOf(error: unknown): string {
  const { reason, code, name } = error as { reason?: string; code?: string; name?: string }
  return reason ?? code ?? name ?? 'unknown'
}
