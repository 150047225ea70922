interface ErrorFields {
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

/** Causes of causes that are logged. */
const MAX_DEPTH = 4
const EMAIL = /[^\s"'<>()=,:;]+@[^\s"'<>()=,:;]+/g
const TOKEN = /\beyJ[\w-]+\.[\w.-]+/g
const QUOTED = /"[^"]*"|'[^']*'|\([^()]*\)=\([^()]*\)/g

/**
 * An error as it is logged: class, codes, message and stack. Fields that carry values (Postgres' detail, a driver's parameters)
 * are left out, and values quoted in messages are masked.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (typeof error !== 'object' || error === null) return { type: typeof error }
  const fields: ErrorFields = error
  const { name, message, stack, code, reason, constraint, table, cause } = fields
  const masked = maskedMessage(fields)
  return {
    type: text(name),
    message: masked,
    ...defined({ code, reason, constraint, table }),
    stack: text(stack).replace(text(message), () => masked),
    ...(cause !== undefined && depth < MAX_DEPTH && { cause: loggedError(cause, depth + 1) }),
  }
}

/** Postgres, Prisma and JSON.parse quote values in messages; our own messages do not. */
function maskedMessage({ name, message, severity }: ErrorFields): string {
  const quotes = severity !== undefined || /^(SyntaxError|Prisma)/.test(text(name))
  const lines = text(message).split('\n').filter(Boolean)
  const unquoted = quotes ? (lines.at(-1) ?? '').replace(QUOTED, '…') : text(message)
  return unquoted.replace(EMAIL, '…').replace(TOKEN, '…')
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const defined = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  )
