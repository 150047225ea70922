import { dayAgo, signUp, type Writer } from '../../drills/people.ts'
import type { Diary } from './deeds.ts'
import { insist } from './insist.ts'
import { Ledger } from './ledger.ts'
import { createPhone, type Phone, type Question } from './phone.ts'

export interface Person extends Writer {
  phone: Phone
  diary: Diary
  tokenSince: number
}

/** Days that are written on: few enough to be read often, enough to stay short. */
const DAYS = 14
/** An access token is good for ten minutes. */
const NEW_TOKEN_AFTER_MS = 300_000
const PATIENCE_MS = 60_000

export async function joinPerson(urls: readonly string[], at: number): Promise<Person> {
  const phone = createPhone(urls, at)
  const writer = await signUp(
    (method, path, options) => patiently(phone, { method, path, ...options }),
    `phone-${at}`,
  )
  const days = Array.from({ length: DAYS }, (_, days) => dayAgo(days))
  return {
    ...writer,
    phone,
    diary: { days, entries: new Ledger(), weights: new Ledger() },
    tokenSince: Date.now(),
  }
}

/** What is not part of the load: again and again until it is answered. */
export async function patiently(
  phone: Phone,
  question: Question,
): Promise<{ status: number; body: unknown }> {
  const { reply, fault } = await insist(phone, question, {
    forMs: PATIENCE_MS,
    accepts: (status) => status < 300,
  })
  if (!reply) throw new Error(`${question.method} ${question.path} was not answered: ${fault}`)
  return reply
}

/** Gets the next pair of tokens long before the last one ends; what is asked meanwhile uses the old one. */
export async function keepSignedIn(person: Person): Promise<void> {
  if (Date.now() - person.tokenSince < NEW_TOKEN_AFTER_MS) return
  person.tokenSince = Date.now()
  const { status, body } = await patiently(person.phone, {
    method: 'POST',
    path: '/v1/auth/refresh',
    body: { refreshToken: person.refreshToken },
  })
  if (status !== 200) throw new Error(`the refresh of a session answered ${status}: ${JSON.stringify(body)}`)
  const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string }
  Object.assign(person, { token: accessToken, refreshToken })
}
