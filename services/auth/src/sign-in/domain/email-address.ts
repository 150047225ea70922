import { MAX_EMAIL } from '@mymacrotracker/contracts'

const LOCAL_PART = /^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}$/u
const DOMAIN_LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u

/** One form of an address, under which it is unique: without spaces around it, composed, in lower case. */
export function normalEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase()
}

/** Whether a normal form looks like an address that mail can reach: RFC 5321's lengths, a domain of at least two labels. */
export function isEmail(email: string): boolean {
  const at = email.lastIndexOf('@')
  if (at < 1 || email.length > MAX_EMAIL) return false
  const local = email.slice(0, at)
  const labels = email.slice(at + 1).split('.')
  return (
    LOCAL_PART.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => DOMAIN_LABEL.test(label))
  )
}
