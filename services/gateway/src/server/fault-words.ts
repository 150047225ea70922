import { z } from 'zod'

type RawIssue = z.core.$ZodRawIssue<z.core.$ZodIssue>
interface Limits {
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

/** What is wrong with a field, for a person and with the limit named, where its schema has no words of its own. */
export function faultWords(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`
    case 'too_small':
    case 'too_big':
      return limitWords(issue.schema ? limitsOf(issue.schema) : {})
    case 'invalid_value':
      return issue.values.length > 1
        ? `must be one of ${issue.values.map(String).join(', ')}`
        : `must be ${String(issue.values[0])}`
    case 'invalid_format':
      return 'has the wrong form'
    default:
      return 'is not allowed'
  }
}

function limitWords({
  minimum,
  exclusiveMinimum,
  maximum,
  minLength,
  maxLength,
  minItems,
  maxItems,
}: Limits): string {
  if (exclusiveMinimum !== undefined)
    return maximum === undefined
      ? `must be more than ${exclusiveMinimum}`
      : `must be more than ${exclusiveMinimum} and at most ${maximum}`
  if (minItems !== undefined || maxItems !== undefined) return `must have ${range(minItems, maxItems)} items`
  if (minLength !== undefined || maxLength !== undefined)
    return `must be ${range(minLength, maxLength)} characters`
  return `must be ${range(minimum, maximum)}`
}

function range(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `at most ${max}`
  return max === undefined ? `at least ${min}` : `${min} to ${max}`
}

const known = new WeakMap<z.core.$ZodType, Limits>()

/** Both limits of a schema: an issue names only the one that was passed. */
function limitsOf(schema: z.core.$ZodType): Limits {
  const limits = known.get(schema) ?? (z.toJSONSchema(schema, { unrepresentable: 'any' }) as Limits)
  known.set(schema, limits)
  return limits
}
