/** A node of an OpenAPI schema as Kubernetes writes them. */
export type Schema = { [key: string]: unknown }

const DROPPED = new Set(['default', 'example', 'externalDocs', 'format', 'description'])

/**
 * A JSON schema that refuses unknown fields, from an OpenAPI schema of the API server or of a CRD. Rules in CEL are left
 * out: only the API server knows them.
 */
export function strictSchema(node: unknown, { closed = true } = {}): unknown {
  if (Array.isArray(node)) return node.map((each) => strictSchema(each, { closed }))
  if (node === null || typeof node !== 'object') return node
  const schema = node as Schema
  if (schema['x-kubernetes-int-or-string'] || schema['format'] === 'int-or-string')
    return { type: ['string', 'integer'] }
  const result: Schema = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties')
      result[key] = Object.fromEntries(
        Object.entries(value as Schema).map(([name, each]) => [name, strictSchema(each, { closed })]),
      )
    else if (key === 'allOf' || key === 'anyOf' || key === 'oneOf' || key === 'not')
      result[key] = strictSchema(value, { closed: false })
    else if (key === 'enum' || key === 'required') result[key] = value
    else if (!DROPPED.has(key) && !key.startsWith('x-kubernetes-'))
      result[key] = strictSchema(value, { closed })
  }
  if (schema['nullable'] && typeof result['type'] === 'string') result['type'] = [result['type'], 'null']
  if (schema['x-kubernetes-embedded-resource'])
    result['properties'] = {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      ...(result['properties'] as Schema | undefined),
    }
  const isOpen = schema['additionalProperties'] || schema['x-kubernetes-preserve-unknown-fields']
  if (closed && result['properties'] && !isOpen) result['additionalProperties'] = false
  return result
}
