interface Told {
  name?: unknown
  message?: unknown
  stack?: unknown
  code?: unknown
  reason?: unknown
  constraint?: unknown
  table?: unknown
  severity?: unknown
  cause?: unknown
}

/** Causes of causes that a line shows. */
const MAX_DEPTH = 4
const EMAIL = /[^\s"'<>()=,:;]+@[^\s"'<>()=,:;]+/g
const TOKEN = /\beyJ[\w-]+\.[\w.-]+/g
const QUOTED = /"[^"]*"|'[^']*'|\([^()]*\)=\([^()]*\)/g

/**
 * An error as a log line holds it: its class, codes, words and stack. Fields that carry values (Postgres' detail, a driver's
 * parameters) stay out, and so do the values in the words of whoever quotes what it could not read.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (typeof error !== 'object' || error === null) return { type: typeof error }
  const told: Told = error
  const { name, message, stack, code, reason, constraint, table, cause } = told
  const words = wordsOf(told)
  return {
    type: text(name),
    message: words,
    ...defined({ code, reason, constraint, table }),
    stack: text(stack).replace(text(message), () => words),
    ...(cause !== undefined && depth < MAX_DEPTH && { cause: loggedError(cause, depth + 1) }),
  }
}

/** Postgres, Prisma and JSON.parse quote values; our own words do not. */
function wordsOf({ name, message, severity }: Told): string {
  const quotes = severity !== undefined || /^(SyntaxError|Prisma)/.test(text(name))
  const lines = text(message).split('\n').filter(Boolean)
  const said = quotes ? (lines.at(-1) ?? '').replace(QUOTED, '…') : text(message)
  return said.replace(EMAIL, '…').replace(TOKEN, '…')
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const defined = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  )
