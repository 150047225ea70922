export type SpanKind = 'server' | 'client' | 'producer' | 'consumer'

export interface SpanStart {
  /** The service that does the work; what tracing calls service.name. */
  service: string
  kind: SpanKind
  /** Low in cardinality: a method, a route's template, a topic. */
  name: string
  /** W3C traceparent of the cause. */
  parent: string | undefined
  /** Further causes, when it does the work of several. */
  links?: readonly string[]
  /** At the edge sampling is decided anew, whatever the caller asks for. */
  isEdge?: boolean
}

/** Attributes hold names, codes and counts, never anything of a person: no user ids, no values, no URLs. */
export interface SpanEnd {
  name?: string
  attributes: Record<string, string | number>
  error?: string | undefined
}

export interface Span {
  /** W3C traceparent for its children. */
  readonly traceparent: string
  /** False when it is not sampled, and its attributes need not be computed. */
  readonly isRecorded: boolean
  end(how: SpanEnd): void
}

/** The spans of a process, by service: a trace looks the same whichever modules share a process. */
export interface Tracing {
  begin(start: SpanStart): Span
  /** Sends what is left, for at most two seconds. */
  close(): Promise<void>
}
