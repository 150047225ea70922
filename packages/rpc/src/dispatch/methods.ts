import { METHODS, serviceOf, type MethodRule } from '@mymacrotracker/contracts'
import type { Metrics } from '@mymacrotracker/telemetry'
import type { CallContext, Handlers, ServiceSpec, UserCallContext } from '../handler.ts'

export interface ServiceRegistration<S extends ServiceSpec = ServiceSpec> {
  definition: S
  handlers: Handlers<S>
}

type Handler = (request: unknown, context: CallContext | UserCallContext) => unknown

export interface Method {
  definition: ServiceSpec[string]
  handler: Handler
  rule: MethodRule
  service: string
  observe(code: string, seconds: number): void
}

interface MethodOptions {
  registrations: readonly ServiceRegistration[]
  metrics: Metrics
  rules?: Record<string, MethodRule>
}

/** The methods of some services by path. Throws when one has no rule or no handler, so that an incomplete service does not start. */
export function collectMethods({
  registrations,
  rules = METHODS,
  metrics,
}: MethodOptions): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>()
  for (const { definition, handlers } of registrations) {
    for (const [name, each] of Object.entries(definition)) {
      const rule = rules[each.path]
      const handler = (handlers as Record<string, Handler | undefined>)[name]
      if (!rule) throw new Error(`${each.path} declares no access rule`)
      if (!handler) throw new Error(`${each.path} has no handler`)
      if (each.requestStream) throw new Error(`${each.path}: request streams are not supported`)
      const service = serviceOf(each.path)
      const observe = metrics.rpcSeconds.of({ service, method: each.path })
      methods.set(each.path, { definition: each, handler, rule, service, observe })
    }
  }
  return methods
}
