import { cancellation } from '@mymacrotracker/concurrency'
import type { MethodRule } from '@mymacrotracker/contracts'
import { ResourceExhaustedError, ServiceError } from '@mymacrotracker/errors'
import {
  noTracing,
  traceScope,
  type LoadGauge,
  type Logger,
  type Metrics,
  type Span,
  type Tracing,
} from '@mymacrotracker/telemetry'
import { METADATA, textOf, type CallContext, type ServiceSpec } from '../handler.ts'
import type { TokenVerifier } from '../identity/token-verifier.ts'
import { codeOf, rpcEnd } from '../observe-calls.ts'
import { admitCall, type IncomingCall } from './admit-call.ts'
import { failureOfCall } from './failed-call.ts'
import { decodeRequest, encodeResponse } from './messages.ts'
import { collectMethods, type Method, type ServiceRegistration } from './methods.ts'

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
  /** Counts the calls, for background work that yields to them. */
  loadGauge?: LoadGauge
  rules?: Record<string, MethodRule>
}

interface Running {
  path: string
  call: IncomingCall
  span: Span
}

/** Throws when a method has no rule or no handler. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { registrations, verifier, logger, metrics, tracing = noTracing, maxInFlight, loadGauge } = options
  const methods = collectMethods(options)
  let inFlight = 0
  const [first] = methods.values()
  if (first) metrics.rpcInFlight.addSource({ service: first.service }, () => inFlight)

  const get = (path: string): Method => {
    const method = methods.get(path)
    if (!method) throw new ServiceError('unavailable', 'UNIMPLEMENTED', `no such method: ${path}`)
    return method
  }
  const begin = (path: string, call: IncomingCall): Running => ({
    path,
    call,
    span: tracing.begin({
      service: methods.get(path)?.service ?? '',
      kind: 'server',
      name: path.slice(1),
      parent: textOf(call.metadata, METADATA.traceparent),
    }),
  })
  const failed = ({ path, call: { signal }, span: { traceparent } }: Running, error: unknown) =>
    failureOfCall({ logger, path, signal, traceparent, error })

  /** Counts a call, times it and ends its span. */
  const measured = async <T>(running: Running, work: () => Promise<T>): Promise<T> => {
    const { path, span } = running
    const startedAt = performance.now()
    const end = (code: string) => {
      methods.get(path)?.observe(code, (performance.now() - startedAt) / 1000)
      if (span.isRecorded) span.end(rpcEnd(path, code, 'server'))
    }
    if (inFlight >= maxInFlight) {
      end('RESOURCE_EXHAUSTED')
      throw new ResourceExhaustedError('TOO_MANY_CALLS', 'too many calls at once', { retryAfterMs: 250 })
    }
    inFlight++
    loadGauge?.begin()
    try {
      const result = await work()
      end('OK')
      return result
    } catch (error) {
      const failure = failed(running, error)
      end(codeOf(failure))
      throw failure
    } finally {
      inFlight--
      loadGauge?.end()
    }
  }

  const admit = async ({ path, call, span: { traceparent } }: Running) => {
    const { definition, handler, rule } = get(path)
    const context = await admitCall({ path, rule, call, traceparent, verifier })
    const request = decodeRequest(definition, call.request)
    return { definition, context, answer: () => inScope(context, () => handler(request, context)) }
  }

  return {
    definitions: registrations.map((each) => each.definition),
    has: (path) => methods.has(path),
    rule: (path) => get(path).rule,
    isStream: (path) => get(path).definition.responseStream,
    unary(path, call) {
      const running = begin(path, call)
      return measured(running, async () => {
        const { definition, answer } = await admit(running)
        return encodeResponse(definition, await answer())
      })
    },
    async *stream(path, call) {
      const running = begin(path, call)
      const { definition, answer } = await measured(running, () => admit(running))
      try {
        for await (const each of answer() as AsyncIterable<unknown>) {
          call.signal.throwIfAborted()
          yield encodeResponse(definition, each)
        }
      } catch (error) {
        throw failed(running, error)
      }
    },
  }
}

/** What a handler starts belongs to its call's trace, and ends when the call is cancelled. */
function inScope<T>({ signal, traceparent }: CallContext, work: () => T): T {
  return traceScope.run(traceparent, () => cancellation.run(signal, work))
}
