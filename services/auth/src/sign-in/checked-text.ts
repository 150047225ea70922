import { InvalidError } from '@mymacrotracker/errors'

/** A short name without spaces around it. InvalidError TOO_LONG or CHARACTER_NOT_ALLOWED, with `path`. */
export function checkedName(path: string, text: string): string {
  const name = text.trim()
  if (name.length > 100) throw InvalidError.field(path, 'TOO_LONG', 'must be at most 100 characters')
  if (/\p{Cc}/u.test(name))
    throw InvalidError.field(path, 'CHARACTER_NOT_ALLOWED', 'must not contain control characters')
  return name
}
