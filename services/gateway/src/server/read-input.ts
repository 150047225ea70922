import { InvalidError, type FieldFault } from '@mymacrotracker/errors'
import type { z } from 'zod'
import { checkJson, pathText } from './check-json.ts'
import { faultParams, faultWords } from './fault-words.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

const MAX_FAULTS = 20
const FORMAT_CODES: Record<string, string> = {
  date: 'DATE_INVALID',
  datetime: 'INSTANT_INVALID',
  uuid: 'ID_INVALID',
}

/** The value as its schema gives it. Throws InvalidError with every faulty field named. */
export function readInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  checkJson(value)
  const result = schema.safeParse(value, { error: faultWords })
  if (result.success) return result.data
  throw invalid(result.error.issues.flatMap((issue) => faultsOf(issue, [], value)))
}

function invalid(found: readonly FieldFault[]): InvalidError {
  const faults = found.toSorted((one, other) => rank(one) - rank(other))
  const { path, code, message } = faults[0]!
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return new InvalidError(code, `${path}: ${message}${more}`, { faults: faults.slice(0, MAX_FAULTS) })
}

/** A field that must not be there says more than one that is missing because of it. */
const rank = ({ code }: FieldFault) => (code === 'UNKNOWN_FIELD' ? 0 : code === 'NOT_TOGETHER' ? 1 : 2)

function faultsOf(issue: Issue, parent: Path, value: unknown): FieldFault[] {
  const path = [...parent, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      code: 'UNKNOWN_FIELD',
      message: 'is not a field of this call',
    }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return nearest(issue.errors.map((issues) => issues.flatMap((each) => faultsOf(each, path, value))))
  const isMissing = issue.code !== 'custom' && valueAt(value, path) === undefined
  if (isMissing) return [{ path: pathText(path), code: 'REQUIRED', message: 'is missing' }]
  const params = faultParams(issue)
  return [{ path: pathText(path), code: codeOf(issue), message: issue.message, ...(params && { params }) }]
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (parent, key) => (parent as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  )
}

/** Of the forms a value may have, the one it comes nearest to says what is wrong. */
function nearest(forms: readonly FieldFault[][]): FieldFault[] {
  return forms.reduce((best, each) => (each.length < best.length ? each : best))
}

function codeOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'never' ? 'NOT_TOGETHER' : 'WRONG_TYPE'
    case 'too_small':
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? 'LENGTH' : 'OUT_OF_RANGE'
    case 'invalid_value':
      return 'NOT_ALLOWED'
    case 'invalid_format':
      return FORMAT_CODES[issue.format] ?? 'FORMAT_INVALID'
    case 'custom':
      return String(issue.params?.['code'] ?? 'INVALID')
    default:
      return 'INVALID'
  }
}
