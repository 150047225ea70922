export type SpanKind = 'server' | 'client' | 'producer' | 'consumer'

export interface SpanStart {
  /** The service that does the work; what tracing calls service.name. */
  service: string
  kind: SpanKind
  /** Of few values: a method, a route's template, a topic. */
  name: string
  /** W3C traceparent of what caused it. */
  parent: string | undefined
  /** Others that caused it too, when it does the work of several. */
  links?: readonly string[]
  /** At the edge it is decided which traces are kept, whatever the caller says of it. */
  isEdge?: boolean
}

/** Attributes hold names, codes and counts, never anything of a person: no ids of users, no values, no URLs. */
export interface SpanEnd {
  name?: string
  attributes: Record<string, string | number>
  error?: string | undefined
}

export interface Span {
  /** W3C traceparent for what happens below it. */
  readonly traceparent: string
  /** False when nobody keeps it: then what it would say need not be worked out. */
  readonly isRecorded: boolean
  end(how: SpanEnd): void
}

/** The spans of a process, by module: a trace looks the same whichever modules share a process. */
export interface Tracing {
  begin(start: SpanStart): Span
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>
}
