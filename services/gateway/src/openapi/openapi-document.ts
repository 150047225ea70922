import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import type { z } from 'zod'
import { codesOfRoute } from '../problems/codes-of-route.ts'
import { problemSchema } from '../problems/problem-json.ts'
import { isAuthRoute, takesIdempotencyKey, type AnswerSpec, type Route } from '../server/route.ts'
import {
  headers,
  parameters,
  problemResponses,
  RATE_LIMIT_HEADERS,
  type HeaderName,
  type ParameterName,
} from './components.ts'
import { finishSchemas } from './finish-schemas.ts'
import { tags } from './tags.ts'

interface Operation {
  parameters?: object[]
  responses: Record<string, object>
}
type PathItem = Record<string, Operation>
interface Document {
  paths: Record<string, PathItem>
  components: Record<string, object>
}

const DESCRIPTION = `What a person eats, weighs and aims for.

- **Errors** are RFC 9457 problems. \`code\` is a stable reason, \`title\` may be shown to a person, \`params\` has the figures. The codes of an operation are listed under \`x-problem-codes\`.
- **400 and 422**: 400 says that the request breaks a rule which this document states. 422 says that it keeps to the document and is refused all the same.
- **Ids** of a person's things are UUIDs of any version that the client may choose, so that a request can be repeated.
- **Growth**: answers may get new fields, and enums in answers new values. A client ignores fields and accepts values that it does not know.
- **Units** stand in the names of fields. An absent figure is not known; it is never 0.`

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export function openapiDocument(routes: readonly Route[]): object {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The accessToken of a session; it lives for 10 minutes.',
  })
  for (const route of routes) registry.registerPath(operation(route))
  const definitions = [...registry.definitions, { type: 'schema' as const, schema: problemSchema }]
  const generator = new OpenApiGeneratorV31(definitions, { unionPreferredType: 'oneOf' })
  const document = generator.generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'MyMacroTracker',
      version: '1.0.0',
      description: DESCRIPTION,
      contact: { name: 'MyMacroTracker', email: 'api@mymacrotracker.example' },
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'The server that has this document' }],
    tags: tags.filter(({ name }) => routes.some(({ tag }) => tag === name)),
  }) as unknown as Document
  for (const route of routes) complete(document.paths[route.path]!, route)
  Object.assign(document.components, { headers, parameters, responses: sharedResponses(routes) })
  return finishSchemas(document)
}

function operation(route: Route): RouteConfig {
  const { name, method, path, tag, summary, description, access, params, query, body, examples } = route
  const bodyExamples = Object.entries(examples?.bodies ?? {}).map(
    ([each, value]) => [each, { value }] as const,
  )
  return {
    operationId: name,
    method,
    path,
    tags: [tag],
    summary,
    description,
    security: access === 'user' ? [{ accessToken: [] }] : [],
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(body && {
        body: {
          required: true,
          content: { 'application/json': { schema: body, examples: Object.fromEntries(bodyExamples) } },
        },
      }),
    },
    responses: Object.fromEntries(
      Object.entries(route.answers).map(([status, spec]) => [status, answerOf(spec)]),
    ),
  }
}

const answerOf = ({ description, schema }: AnswerSpec) => ({
  description,
  ...(schema && { content: { 'application/json': { schema } } }),
})

/** Adds what operations share: headers, parameters and problems, each by reference. */
function complete(item: PathItem, route: Route): void {
  const { method, answers, examples } = route
  const own = item[method]!
  const given: Record<string, unknown> = { ...examples?.params, ...examples?.query }
  const fields = (own.parameters ?? []) as { name: string; example?: unknown }[]
  for (const each of fields) if (each.name in given) each.example = given[each.name]
  own.parameters = [...fields, ...headerParameters(route).map((name) => ref('parameters', name))]
  for (const [status, spec] of Object.entries(answers))
    Object.assign(own.responses[status]!, { headers: headersOf(route, spec) })
  if (method === 'get')
    own.responses['304'] = {
      description: 'Unchanged since the ETag in If-None-Match',
      headers: headersOf(route, { schema: answers[200]?.schema }),
    }
  const codes = codesOfRoute(route)
  for (const status of codes.keys()) own.responses[status] = ref('responses', problemResponses[status][0])
  Object.assign(own, { 'x-problem-codes': Object.fromEntries(codes) })
}

function headerParameters(route: Route): ParameterName[] {
  return [
    ...(takesIdempotencyKey(route) ? (['Idempotency-Key'] as const) : []),
    ...(route.takesIfMatch ? (['If-Match'] as const) : []),
    ...(route.method === 'get' ? (['If-None-Match'] as const) : []),
    ...(route.path.startsWith('/v1/') ? (['Accept-Language', 'X-App-Version'] as const) : []),
  ]
}

function headersOf(
  route: Route,
  { schema, headers: own = {} }: Pick<AnswerSpec, 'schema' | 'headers'>,
): object {
  const isCounted = route.access === 'user' || isAuthRoute(route)
  // What a person can read again has a tag of its bytes, unless the route gives it another; a write has the tag of what it made.
  const isTagged = schema !== undefined && !isAuthRoute(route)
  const names = new Set([
    'X-Request-Id',
    ...(isCounted ? RATE_LIMIT_HEADERS : []),
    ...Object.keys(own),
    ...(isTagged ? ['ETag'] : []),
  ])
  return Object.fromEntries([...names].map((name) => [name, ref('headers', name as HeaderName)]))
}

function sharedResponses(routes: readonly Route[]): object {
  const used = new Set(routes.flatMap((route) => [...codesOfRoute(route).keys()]))
  return Object.fromEntries(
    [...used]
      .toSorted((one, other) => one - other)
      .map((status) => {
        const [name, description, ...own] = problemResponses[status]
        const names: HeaderName[] = ['X-Request-Id', 'Content-Language', ...own]
        return [
          name,
          {
            description,
            headers: Object.fromEntries(names.map((each) => [each, ref('headers', each)])),
            content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } },
          },
        ]
      }),
  )
}

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` })
