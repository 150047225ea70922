import { dayAgo, refresh, signUp, type Person as SignedIn } from '../../lib/person.ts'
import { createPhone } from '../../lib/phone.ts'
import type { Diary } from './actions.ts'
import { Ledger } from './ledger.ts'

export interface Person extends SignedIn {
  diary: Diary
  tokenSince: number
}

/** Days with entries: few enough to be read often, enough to stay short. */
const DAYS = 14
/** An access token is valid for ten minutes. */
const NEW_TOKEN_AFTER_MS = 300_000

export async function joinPerson(urls: readonly string[], at: number): Promise<Person> {
  const person = await signUp(createPhone({ urls, first: at, backsOff: true }), `phone-${at}`)
  const days = Array.from({ length: DAYS }, (_, days) => dayAgo(days))
  return {
    ...person,
    diary: { days, entries: new Ledger(), weights: new Ledger() },
    tokenSince: Date.now(),
  }
}

/** Gets new tokens long before the current ones expire; requests made meanwhile use the old token. */
export async function keepSignedIn(person: Person): Promise<void> {
  if (Date.now() - person.tokenSince < NEW_TOKEN_AFTER_MS) return
  person.tokenSince = Date.now()
  await refresh(person)
}
