interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: unknown
  items?: Schema
  oneOf?: Schema[]
  allOf?: Schema[]
  [keyword: string]: unknown
}
interface Parameter {
  $ref?: string
  name: string
  in: string
  required?: boolean
  schema: Schema
}
interface Answer {
  $ref?: string
  headers?: Record<string, unknown>
  content?: Record<string, { schema: Schema }>
}
interface Operation {
  operationId: string
  security?: unknown[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, Answer>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
}
type Direction = 'request' | 'answer'
type Report = (where: string, what: string) => void

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const

/**
 * What a document takes away from clients of an earlier one, a line each. Answers may grow and so may every enum, because
 * clients take what they do not know (docs/api-versioning.md); oasdiff, which CI runs as well, knows more rules.
 */
export function breakingChanges(released: object, current: object): string[] {
  const [before, after] = [released as Document, current as Document]
  const found = new Set<string>()
  for (const [path, methods] of Object.entries(before.paths)) {
    for (const [method, old] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`
      const now = after.paths[path]?.[method]
      const report: Report = (where, what) => found.add(`${name}: ${where} ${what}`)
      if (now) compareOperations({ before, after, report }, old, now)
      else report('the operation', 'is gone')
    }
  }
  return [...found]
}

interface Comparison {
  before: Document
  after: Document
  report: Report
}

function compareOperations(comparison: Comparison, old: Operation, now: Operation): void {
  const { before, after, report } = comparison
  if (old.operationId !== now.operationId) report('operationId', `was ${old.operationId}`)
  if ((old.security ?? []).length === 0 && (now.security ?? []).length > 0) report('security', 'is asked for')
  const parameters = (document: Document, { parameters: list = [] }: Operation) =>
    new Map(list.map((each) => follow(document, each)).map((each) => [`${each.in} ${each.name}`, each]))
  const [oldParameters, newParameters] = [parameters(before, old), parameters(after, now)]
  for (const [name, each] of newParameters) {
    const earlier = oldParameters.get(name)
    if (each.required && !earlier?.required) report(name, 'is required')
    if (earlier) compareSchemas(comparison, 'request', name, earlier.schema, each.schema)
  }
  for (const name of oldParameters.keys()) if (!newParameters.has(name)) report(name, 'is gone')
  if (now.requestBody?.required && !old.requestBody) report('the body', 'is required')
  compareContent(comparison, 'request', 'request', old.requestBody?.content, now.requestBody?.content)
  for (const [status, answer] of Object.entries(old.responses)) {
    if (!now.responses[status]) {
      if (Number(status) < 400) report(`answer ${status}`, 'is gone')
      continue
    }
    const [earlier, later] = [follow(before, answer), follow(after, now.responses[status])]
    for (const header of Object.keys(earlier.headers ?? {}))
      if (!later.headers?.[header]) report(`header ${header} of ${status}`, 'is gone')
    compareContent(comparison, 'answer', status, earlier.content, later.content)
  }
}

function compareContent(
  comparison: Comparison,
  direction: Direction,
  where: string,
  old: Answer['content'] = {},
  now: Answer['content'] = {},
): void {
  for (const [type, { schema }] of Object.entries(old)) {
    if (now[type]) compareSchemas(comparison, direction, where, schema, now[type].schema)
    else comparison.report(`${type} of ${where}`, 'is gone')
  }
}

function compareSchemas(
  comparison: Comparison,
  direction: Direction,
  where: string,
  given: Schema,
  other: Schema,
): void {
  const { before, after, report } = comparison
  const [{ schema: old, isNullable: wasNullable }, { schema: now, isNullable }] = [
    withoutNull(before, given),
    withoutNull(after, other),
  ]
  if (direction === 'request' && wasNullable && !isNullable) report(where, 'no longer takes null')
  if (direction === 'answer' && !wasNullable && isNullable) report(where, 'may be null')
  const down = (at: string, one: Schema, two: Schema) => compareSchemas(comparison, direction, at, one, two)
  if (String(old.type) !== String(now.type))
    report(where, `has type ${String(now.type)}, had ${String(old.type)}`)
  if (old.format !== now.format) report(where, `has format ${now.format}, had ${old.format}`)
  if (direction === 'request') compareLimits(report, where, old, now)
  else if (old.enum === undefined && now.enum !== undefined) report(where, 'has become an enum')
  compareProperties(comparison, direction, where, old, now)
  if (old.items && now.items) down(`${where}[]`, old.items, now.items)
  if (isSchema(old.additionalProperties) && isSchema(now.additionalProperties))
    down(`${where}.*`, old.additionalProperties, now.additionalProperties)
  compareVariants(comparison, direction, where, old, now)
}

function compareLimits(report: Report, where: string, old: Schema, now: Schema): void {
  for (const gone of (old.enum ?? []).filter((value) => now.enum && !now.enum.includes(value)))
    report(where, `no longer takes ${String(gone)}`)
  if (!old.enum && now.enum) report(where, 'has become an enum')
  if (now.pattern !== undefined && now.pattern !== old.pattern) report(where, `must match ${now.pattern}`)
  for (const name of LOWER)
    if (limit(now, name, -Infinity) > limit(old, name, -Infinity)) report(where, `has a higher ${name}`)
  for (const name of UPPER)
    if (limit(now, name, Infinity) < limit(old, name, Infinity)) report(where, `has a lower ${name}`)
}

const limit = (schema: Schema, name: string, none: number) => (schema[name] as number | undefined) ?? none

function compareProperties(
  comparison: Comparison,
  direction: Direction,
  where: string,
  old: Schema,
  now: Schema,
): void {
  const { report } = comparison
  for (const [name, property] of Object.entries(old.properties ?? {})) {
    const later = now.properties?.[name]
    if (later) compareSchemas(comparison, direction, `${where}.${name}`, property, later)
    else report(`${where}.${name}`, 'is gone')
  }
  const [one, other] = direction === 'request' ? [now, old] : [old, now]
  for (const name of one.required ?? [])
    if (!other.required?.includes(name) && (direction === 'request' || now.properties?.[name]))
      report(`${where}.${name}`, direction === 'request' ? 'is required' : 'may be absent')
}

/** Variants go by name, so a new one may stand anywhere; in an answer it is new to a client that has to choose. */
function compareVariants(
  comparison: Comparison,
  direction: Direction,
  where: string,
  old: Schema,
  now: Schema,
): void {
  const byName = ({ oneOf = [], allOf = [] }: Schema) =>
    new Map([...oneOf, ...allOf].map((each, at) => [each.$ref ?? String(each.type ?? at), each]))
  const [earlier, later] = [byName(old), byName(now)]
  for (const [name, variant] of earlier) {
    const same = later.get(name)
    if (same) compareSchemas(comparison, direction, where, variant, same)
    else comparison.report(where, `no longer has the variant ${name}`)
  }
  if (direction === 'answer')
    for (const name of later.keys())
      if (!earlier.has(name)) comparison.report(where, `has the new variant ${name}`)
}

/** A schema that permits null, by its types or by a variant, is compared as the one without. */
function withoutNull(document: Document, given: Schema): { schema: Schema; isNullable: boolean } {
  const schema = follow(document, given)
  const isNull = ({ type }: Schema) => type === 'null'
  const variants = schema.oneOf?.filter((each) => !isNull(each))
  if (variants && variants.length < schema.oneOf!.length) {
    const [only] = variants
    const rest = variants.length === 1 ? follow(document, only!) : { ...schema, oneOf: variants }
    return { schema: rest, isNullable: true }
  }
  if (!Array.isArray(schema.type) || !schema.type.includes('null')) return { schema, isNullable: false }
  const types = schema.type.filter((each) => each !== 'null')
  return { schema: { ...schema, type: types.length === 1 ? types[0]! : types }, isNullable: true }
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

/** What a reference points at. */
function follow<T extends { $ref?: string }>(document: Document, value: T): T {
  if (value.$ref === undefined) return value
  const found = value.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document)
  return found as T
}
