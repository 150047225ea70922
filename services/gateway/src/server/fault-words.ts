import type { FaultParams } from '@mymacrotracker/errors'
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

/** What is wrong with a field, with the limit named, where its schema has no words of its own. The issue keeps the limits for faultParams. */
export function faultWords(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`
    case 'too_small':
    case 'too_big':
      return limitWords(keepLimits(issue))
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

/** The figures of the same words by name. */
export function faultParams(issue: z.core.$ZodIssue): FaultParams | undefined {
  switch (issue.code) {
    case 'too_small':
    case 'too_big':
      return limitParams((issue as { limits?: Limits }).limits ?? {})
    case 'invalid_value':
      return { allowed: issue.values.map(String) }
    case 'custom': {
      const { code: _, ...params } = (issue.params ?? {}) as FaultParams
      return Object.keys(params).length > 0 ? params : undefined
    }
    default:
      return undefined
  }
}

function limitParams(limits: Limits): FaultParams {
  const { minimum, exclusiveMinimum, maximum, minLength, maxLength, minItems, maxItems } = limits
  const items = minItems !== undefined || maxItems !== undefined
  const characters = !items && (minLength !== undefined || maxLength !== undefined)
  const params = {
    min: minItems ?? minLength ?? minimum,
    above: exclusiveMinimum,
    max: maxItems ?? maxLength ?? maximum,
    unit: items ? 'items' : characters ? 'characters' : undefined,
  }
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as FaultParams
}

/** The finished issue has all that is on the raw one but its schema. */
function keepLimits(issue: RawIssue): Limits {
  const limits = issue.schema ? limitsOf(issue.schema) : {}
  return Object.assign(issue, { limits }).limits
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
