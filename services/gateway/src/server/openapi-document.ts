import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { problemSchema } from './problem-json.ts'
import { problemStatuses, takesIdempotencyKey, type AnswerSpec, type Route } from './route.ts'

type Responses = RouteConfig['responses']

const PROBLEMS: Record<number, string> = {
  400: 'A field is missing, unknown or wrong; errors names it',
  401: 'No access token, or one that is not valid',
  403: 'Not allowed',
  404: "There is no such thing, or it is somebody else's",
  409: 'It is in the way of something that exists',
  412: 'If-Match names another version than the current one',
  413: 'The body is larger than 128 KiB',
  415: 'The body is not JSON in UTF-8',
  422: 'Understood, and refused as it is',
  426: 'The app is too old',
  429: 'Too many requests',
  500: 'A fault of ours',
  503: 'Overloaded, or a service that is needed is away',
}

const text = (description: string) => ({ description, schema: { type: 'string' as const } })
const whole = (description: string) => ({ description, schema: { type: 'integer' as const } })
const PROBLEM_HEADERS: Record<number, Record<string, ReturnType<typeof text> | ReturnType<typeof whole>>> = {
  401: { 'WWW-Authenticate': text('RFC 6750') },
  429: { 'Retry-After': whole('Seconds') },
  503: { 'Retry-After': whole('Seconds') },
}

/** The OpenAPI 3.1 document, out of the schemas that validate. */
export function openapiDocument(routes: readonly Route[]): object {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The accessToken of sign-in; lives 10 minutes',
  })
  for (const route of routes) registry.registerPath(operation(route))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'MyMacroTracker',
      version: '1.0.0',
      description:
        "What a person eats, weighs and aims for. Errors are RFC 9457 problems whose `code` is stable. Ids of a person's things are UUIDv7 that the phone may choose.",
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
  })
}

function operation(route: Route): RouteConfig {
  const { name, method, path, tag, summary, access, params, query, body } = route
  const headers = requestHeaders(route)
  return {
    operationId: name,
    method,
    path,
    tags: [tag],
    summary,
    security: access === 'user' ? [{ accessToken: [] }] : [],
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(headers && { headers }),
      ...(body && { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: { ...answersOf(route), ...problemsOf(route) },
  }
}

function requestHeaders(route: Route): z.ZodObject | undefined {
  const shape: Record<string, z.ZodType> = {}
  if (takesIdempotencyKey(route))
    shape['Idempotency-Key'] = z
      .string()
      .regex(/^[\x20-\x7e]{1,255}$/)
      .optional()
      .meta({
        description:
          'The same key with the same request has its effect once and gets the same answer; with another request it is refused',
      })
  if (route.takesIfMatch)
    shape['If-Match'] = z
      .string()
      .regex(/^(\*|"\d{1,18}")$/)
      .optional()
      .meta({ description: 'The version that is to be changed, in quotes: "7"' })
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined
}

function answersOf({ method, answers }: Route): Responses {
  const all = Object.entries(answers).map(([status, spec]) => [status, answerOf(spec)] as const)
  return {
    ...Object.fromEntries(all),
    ...(method === 'get' && { 304: { description: 'Unchanged since the ETag in If-None-Match' } }),
  }
}

function answerOf({ description, schema, headers = {} }: AnswerSpec): Responses[string] {
  return {
    description,
    ...(schema && { content: { 'application/json': { schema } } }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, words]) => [name, text(words)])),
  }
}

function problemsOf(route: Route): Responses {
  return Object.fromEntries(
    problemStatuses(route).map((status) => [
      status,
      {
        description: PROBLEMS[status]!,
        headers: PROBLEM_HEADERS[status] ?? {},
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}
