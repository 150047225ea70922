import { Metadata } from '@grpc/grpc-js'
import { METHODS, serviceOf, type MethodRule } from '@mymacrotracker/contracts'
import {
  ForbiddenError,
  InvalidError,
  ResourceExhaustedError,
  ServiceError,
  UnavailableError,
  toGrpcStatus,
} from '@mymacrotracker/errors'
import {
  callScope,
  noTracing,
  traceFields,
  type LoadGauge,
  type Logger,
  type Metrics,
  type Span,
  type Tracing,
} from '@mymacrotracker/telemetry'
import {
  METADATA,
  textOf,
  type CallContext,
  type Handlers,
  type ServiceSpec,
  type UserCallContext,
} from './handler.ts'
import type { Identity } from './identity/identity.ts'
import type { TokenVerifier } from './identity/token-verifier.ts'
import { codeOf, rpcEnd } from './observe-calls.ts'

/** A call as it reaches a service, whichever way it came. */
export interface IncomingCall {
  /** The caller's module name, proven by the transport. */
  peer: string
  metadata: Metadata
  /** Epoch milliseconds, Infinity when the caller gave none. */
  deadlineAt: number
  signal: AbortSignal
  request: Buffer
}

export interface ServiceRegistration<S extends ServiceSpec = ServiceSpec> {
  definition: S
  handlers: Handlers<S>
}

/** Runs calls on handlers: the one place that checks deadline, caller and token, for every transport. */
export interface Dispatcher {
  readonly definitions: readonly ServiceSpec[]
  has(path: string): boolean
  rule(path: string): MethodRule
  isStream(path: string): boolean
  unary(path: string, call: IncomingCall): Promise<Buffer>
  stream(path: string, call: IncomingCall): AsyncIterable<Buffer>
}

interface DispatcherOptions {
  registrations: readonly ServiceRegistration[]
  verifier: TokenVerifier
  logger: Logger
  metrics: Metrics
  tracing?: Tracing
  /** Calls at once; one more is RESOURCE_EXHAUSTED at once. */
  maxInFlight: number
  /** Counts the calls, for work that gives way to them. */
  loadGauge?: LoadGauge
  rules?: Record<string, MethodRule>
}

type AnyMethod = ServiceSpec[string]
type AnyHandler = (request: unknown, context: CallContext | UserCallContext) => unknown
interface Method {
  definition: AnyMethod
  handler: AnyHandler
  rule: MethodRule
  service: string
  timed(code: string, seconds: number): void
}

export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

/** Throws when a method has no rule or no handler: a service with a hole does not start. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { verifier, logger, metrics, tracing = noTracing, maxInFlight, loadGauge } = options
  const methods = collectMethods(options)
  let inFlight = 0
  reportInFlight(metrics, methods, () => inFlight)

  const get = (path: string): Method => {
    const method = methods.get(path)
    if (!method) throw new ServiceError('unavailable', 'UNIMPLEMENTED', `no such method: ${path}`)
    return method
  }

  const admit = async (
    path: string,
    call: IncomingCall,
    span: Span,
  ): Promise<{ method: Method; request: unknown; context: CallContext }> => {
    const method = get(path)
    if (call.deadlineAt === Infinity)
      throw new InvalidError('DEADLINE_REQUIRED', 'every call carries a deadline')
    if (call.signal.aborted || call.deadlineAt <= Date.now())
      throw new UnavailableError('DEADLINE_EXCEEDED', 'no answer in time')
    const { callers, access, scope } = method.rule
    if (!callers.includes('*') && !callers.includes(call.peer))
      throw new ForbiddenError(
        'CALLER_NOT_ALLOWED',
        `${call.peer || 'an unknown caller'} may not call ${path}`,
      )
    const token = access === 'USER' ? bearerOf(call.metadata) : undefined
    const identity = access === 'USER' ? await verifier.verify(token) : undefined
    if (identity && scope && !identity.scopes.has(scope))
      throw new ForbiddenError('SCOPE_MISSING', `the token lacks the scope ${scope}`)
    return {
      method,
      request: decode(method.definition, call.request),
      context: contextOf({ call, identity, token, traceparent: span.traceparent }),
    }
  }

  const begin = (path: string, { metadata }: IncomingCall): Span =>
    tracing.begin({
      service: methods.get(path)?.service ?? '',
      kind: 'server',
      name: path.slice(1),
      parent: textOf(metadata, METADATA.traceparent),
    })

  const measured = async <T>(
    { path, call, span }: { path: string; call: IncomingCall; span: Span },
    work: () => Promise<T>,
  ): Promise<T> => {
    const startedAt = performance.now()
    const ended = (code: string) => {
      methods.get(path)?.timed(code, (performance.now() - startedAt) / 1000)
      if (span.isRecorded) span.end(rpcEnd(path, code, 'server'))
    }
    if (inFlight >= maxInFlight) {
      ended('RESOURCE_EXHAUSTED')
      throw new ResourceExhaustedError('TOO_MANY_CALLS', 'too many calls at once', { retryAfterMs: 250 })
    }
    inFlight++
    loadGauge?.begin()
    try {
      const result = await work()
      ended('OK')
      return result
    } catch (error) {
      const told = logged({ logger, path, call, span, error })
      ended(codeOf(told))
      throw told
    } finally {
      inFlight--
      loadGauge?.end()
    }
  }

  return {
    definitions: options.registrations.map((each) => each.definition),
    has: (path) => methods.has(path),
    rule: (path) => get(path).rule,
    isStream: (path) => get(path).definition.responseStream,
    unary(path, call) {
      const span = begin(path, call)
      return measured({ path, call, span }, async () => {
        const { method, request, context } = await admit(path, call, span)
        const answer = await callScope.run(context, () => method.handler(request, context))
        return encode(method.definition, answer)
      })
    },
    async *stream(path, call) {
      const span = begin(path, call)
      const { method, request, context } = await measured({ path, call, span }, () => admit(path, call, span))
      try {
        const answers = callScope.run(context, () =>
          method.handler(request, context),
        ) as AsyncIterable<unknown>
        for await (const answer of answers) {
          call.signal.throwIfAborted()
          yield encode(method.definition, answer)
        }
      } catch (error) {
        throw logged({ logger, path, call, span, error })
      }
    },
  }
}

/** One gauge for all modules of a process: each adds what it works on when the gauge is read. */
function reportInFlight(
  { rpcInFlight }: Metrics,
  methods: ReadonlyMap<string, Method>,
  inFlight: () => number,
): void {
  const [first] = methods.values()
  if (!first) return
  const gauge = rpcInFlight as typeof rpcInFlight & { collect?: () => void }
  const before = gauge.collect
  gauge.collect = () => {
    before?.call(gauge)
    rpcInFlight.set({ service: first.service }, inFlight())
  }
}

function collectMethods({ registrations, rules = METHODS, metrics }: DispatcherOptions): Map<string, Method> {
  const methods = new Map<string, Method>()
  for (const { definition, handlers } of registrations) {
    for (const [name, each] of Object.entries(definition)) {
      const rule = rules[each.path]
      const handler = (handlers as Record<string, AnyHandler | undefined>)[name]
      if (!rule) throw new Error(`${each.path} declares no access rule`)
      if (!handler) throw new Error(`${each.path} has no handler`)
      if (each.requestStream) throw new Error(`${each.path}: request streams are not carried`)
      const service = serviceOf(each.path)
      methods.set(each.path, {
        definition: each,
        handler,
        rule,
        service,
        timed: metrics.rpcSeconds.of({ service, method: each.path }),
      })
    }
  }
  return methods
}

function bearerOf(metadata: Metadata): string | undefined {
  return /^Bearer ([^\s,]+)$/.exec(textOf(metadata, METADATA.authorization) ?? '')?.[1]
}

interface Admitted {
  call: IncomingCall
  identity: Identity | undefined
  token: string | undefined
  traceparent: string
}

function contextOf({ call, identity, token, traceparent }: Admitted): CallContext | UserCallContext {
  const key = textOf(call.metadata, METADATA.idempotencyKey)
  const requestHash = textOf(call.metadata, METADATA.requestHash)
  return {
    peer: call.peer,
    deadlineAt: call.deadlineAt,
    signal: call.signal,
    token,
    idempotency: key && requestHash ? { key, requestHash } : undefined,
    traceparent,
    ...(identity && { identity, userId: identity.subjectId }),
  }
}

function decode(definition: AnyMethod, bytes: Buffer): unknown {
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new ResourceExhaustedError('MESSAGE_TOO_LARGE', `a message is at most ${MAX_MESSAGE_BYTES} bytes`)
  try {
    return definition.requestDeserialize(bytes)
  } catch {
    throw new InvalidError('MESSAGE_MALFORMED', 'the message cannot be read')
  }
}

function encode(definition: AnyMethod, answer: unknown): Buffer {
  const bytes = definition.responseSerialize(answer)
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new ResourceExhaustedError('ANSWER_TOO_LARGE', `an answer is at most ${MAX_MESSAGE_BYTES} bytes`)
  return bytes
}

/** What the caller is told. A cancelled call fails in whatever way it was stopped: that is no bug, and is not logged as one. */
function logged({
  logger,
  path,
  call,
  span,
  error,
}: {
  logger: Logger
  path: string
  call: IncomingCall
  span: Span
  error: unknown
}): unknown {
  if (error instanceof ServiceError) return error
  if (call.signal.aborted)
    return new UnavailableError('CANCELLED', 'the call was cancelled', { cause: error })
  logger.error({ err: error, method: path, ...traceFields(span.traceparent) }, 'a handler failed')
  return error
}

/** Trailers of a failed call, for either transport. */
export function failureOf(error: unknown): { code: number; details: string; metadata: Metadata } {
  const { code, details, trailers } = toGrpcStatus(error)
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return { code, details, metadata }
}
