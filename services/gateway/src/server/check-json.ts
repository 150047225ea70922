import { InvalidError } from '@mymacrotracker/errors'

const MAX_DEPTH = 20
/** An own food with fifty portions has some two hundred. */
const MAX_NODES = 5000

/**
 * Refuses what no field may hold, before any schema looks: U+0000 and broken surrogates in text, numbers beyond a double
 * (JSON's 1e999), the key __proto__ and nesting deeper than 20, and more values than any call has.
 */
export function checkJson(
  value: unknown,
  path: readonly (string | number)[] = [],
  count = { nodes: 0 },
): void {
  const refuse = (code: string, message: string, at = path) => {
    throw InvalidError.field(pathText(at), code, message)
  }
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
    refuse('TEXT_INVALID', 'must be well-formed text without U+0000')
  if (typeof value === 'number' && !Number.isFinite(value)) refuse('OUT_OF_RANGE', 'must be a finite number')
  if (++count.nodes > MAX_NODES)
    throw InvalidError.field('body', 'TOO_LARGE', `has more than ${MAX_NODES} values`)
  if (typeof value !== 'object' || value === null) return
  if (path.length >= MAX_DEPTH) refuse('TOO_DEEP', `is nested deeper than ${MAX_DEPTH}`)
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) checkJson(each, [...path, index], count)
    return
  }
  for (const [key, each] of Object.entries(value)) {
    if (key === '__proto__') refuse('UNKNOWN_FIELD', 'is not a field of this call', [...path, key])
    checkJson(each, [...path, key], count)
  }
}

/** `amount.grams`, `portions.0.name`; cut short, because a name may be as long as a body. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, 200) || 'body'
}
