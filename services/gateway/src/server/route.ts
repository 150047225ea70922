import type { OutgoingContext } from '@mymacrotracker/rpc'
import type { z } from 'zod'
import type { Tag } from '../openapi/tags.ts'
import type { ProblemCode } from '../problems/problem-codes.ts'

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

/** A request that succeeds: what the docs page fills in, and a test sends in the order of the document. */
export interface RouteExamples {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean>
  /** By name; the first is the one the docs page fills in. */
  bodies?: Record<string, unknown>
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
  tag: Tag
  /** A few words in the imperative, without a full stop. */
  summary: string
  /** Whole sentences: what else somebody has to know who calls it. */
  description: string
  access: 'user' | 'public'
  priority: Priority
  params?: P
  query?: Q
  body?: B
  takesIfMatch?: boolean
  answers: Record<number, AnswerSpec>
  /** Codes of problems that are the route's own; what every route of its kind can answer is added. */
  problems?: readonly ProblemCode[]
  examples?: RouteExamples
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
