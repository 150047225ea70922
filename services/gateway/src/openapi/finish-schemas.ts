interface Schema {
  [keyword: string]: unknown
  type?: unknown
  format?: string
  properties?: Record<string, Schema>
}
interface Document {
  paths: Record<string, Record<string, unknown>>
  components: { schemas?: Record<string, Schema> }
}

/** What a document for clients says otherwise than the schemas that validate: formats of numbers, open answers, no fields that must be absent. */
export function finishSchemas(document: object): object {
  const { components, paths } = document as Document
  walk(document, finishOne)
  const schemas = components.schemas ?? {}
  for (const name of reachableFrom(answersOf(paths), schemas)) {
    // Answers grow: a client must not refuse a field that it does not know. Requests are checked as the schemas say.
    walk(schemas[name], (schema) => {
      if (schema['additionalProperties'] === false) delete schema['additionalProperties']
    })
  }
  return document
}

function finishOne(schema: Schema): void {
  widenNullable(schema)
  const types = [schema.type].flat()
  if (types.includes('number')) schema.format ??= 'double'
  if (types.includes('integer')) schema.format ??= 'int32'
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    if (property['not'] !== undefined) delete schema.properties![name]
}

/** The generator gives a nullable reference as all of the reference and of null, which nothing can be. */
function widenNullable(schema: Schema): void {
  const [named, orNull] = (schema['allOf'] ?? []) as Schema[]
  if (named?.['$ref'] === undefined || ![orNull?.type].flat().includes('null')) return
  delete schema['allOf']
  schema['oneOf'] = [named, { type: 'null' }]
}

const answersOf = (paths: Document['paths']): unknown[] => [
  { $ref: '#/components/schemas/Problem' },
  ...Object.values(paths).flatMap((item) =>
    Object.values(item).map((operation) => (operation as { responses?: unknown }).responses),
  ),
]

function reachableFrom(start: unknown, schemas: Record<string, unknown>): Set<string> {
  const found = new Set<string>()
  const visit = (part: unknown) =>
    walk(part, ({ $ref }) => {
      const name = typeof $ref === 'string' ? $ref.replace('#/components/schemas/', '') : undefined
      if (name === undefined || found.has(name) || !(name in schemas)) return
      found.add(name)
      visit(schemas[name])
    })
  visit(start)
  return found
}

function walk(part: unknown, visit: (schema: Schema) => void): void {
  if (typeof part !== 'object' || part === null) return
  if (!Array.isArray(part)) visit(part as Schema)
  for (const each of Object.values(part)) walk(each, visit)
}
