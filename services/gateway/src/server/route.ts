import type { OutgoingContext } from '@mymacrotracker/rpc'
import type { z } from 'zod'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Under load suggestions are given up first, then other reads, writes last; sign-ins have places of their own. */
export type Priority = 'write' | 'read' | 'suggestion' | 'account'

/** What a handler passes on to the services, with the caller's address. */
export interface RequestCall extends OutgoingContext {
  /** Aborts when the phone hangs up. */
  signal: AbortSignal
  remoteAddress: string
}

export interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** One permitted answer: what it means, the schema of its body and the headers it carries. */
export interface AnswerSpec {
  description: string
  schema?: z.ZodType
  headers?: Record<string, string>
}

interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  /** Version out of If-Match, when the route takes it and the phone sent it. */
  expectedVersion: bigint | undefined
}

interface RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** Operation id in the document. */
  name: string
  method: Method
  /** As in OpenAPI: /v1/foods/{id}. */
  path: string
  tag: string
  summary: string
  access: 'user' | 'public'
  priority: Priority
  params?: P
  query?: Q
  body?: B
  takesIfMatch?: boolean
  answers: Record<number, AnswerSpec>
  /** Statuses of problems that are the route's own; what every route of its kind can answer is added. */
  problems?: readonly number[]
  handle(input: Input<P, Q, B>, call: RequestCall): Promise<Answer>
}

/** A route as the router and the document see it. */
export type Route = RouteSpec<z.ZodType, z.ZodType, z.ZodType>

export function defineRoute<
  P extends z.ZodType = z.ZodNever,
  Q extends z.ZodType = z.ZodNever,
  B extends z.ZodType = z.ZodNever,
>(spec: RouteSpec<P, Q, B>): Route {
  return spec
}

/** Calls of /v1/auth have no user: they are counted by address, and an Idempotency-Key means nothing to them. */
export const isAuthRoute = ({ path }: Route): boolean => path.startsWith('/v1/auth/')

/** Creating something; what is idempotent by itself needs no key. */
export const takesIdempotencyKey = (route: Route): boolean =>
  route.method === 'post' && route.body !== undefined && !isAuthRoute(route)

/** Every problem status a route can answer with. */
export function problemStatuses(route: Route): number[] {
  const { access, body, takesIfMatch, problems = [] } = route
  return [
    ...new Set([
      // Every route refuses query fields that it does not know.
      400,
      ...problems,
      ...(access === 'user' ? [401, 429] : []),
      ...(isAuthRoute(route) ? [429] : []),
      ...(takesIdempotencyKey(route) ? [409, 422] : []),
      ...(body ? [413, 415] : []),
      ...(takesIfMatch ? [412] : []),
      ...(route.path.startsWith('/v1/') ? [426] : []),
      500,
      503,
    ]),
  ].toSorted((one, other) => one - other)
}
