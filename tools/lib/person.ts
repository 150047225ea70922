import { v7 as uuidv7 } from 'uuid'
import { Refused, type Phone, type PhoneRequest } from './phone.ts'
import { retry } from './retry.ts'

/** A signed-in person; the phone holds the access token. */
export interface Person {
  userId: string
  email: string
  refreshToken: string
  phone: Phone
}

interface Session {
  user: { id: string }
  accessToken: string
  refreshToken: string
}

const PASSWORD = 'a long password to write with'
const PATIENCE_MS = 60_000
const PROFILE = {
  sex: 'female',
  birthDate: '1990-01-01',
  heightCm: 170,
  weightKg: 65,
  activityLevel: 'light',
}

/** A new person with a profile, so that there are targets to reach. */
export async function signUp(phone: Phone, name: string): Promise<Person> {
  const email = `${name}-${uuidv7()}@example.com`
  const session = await patiently<Session>(phone, sessionRequest('sign-up', { email, password: PASSWORD }))
  phone.token = session.accessToken
  await patiently(phone, { method: 'PATCH', path: '/v1/profile', body: PROFILE })
  return { userId: session.user.id, email, refreshToken: session.refreshToken, phone }
}

export async function signIn(person: Person): Promise<void> {
  await startSession(person, 'sign-in', credentialsOf(person))
}

/** Replaces both tokens. Throws Refused when the session has ended. */
export async function refresh(person: Person): Promise<void> {
  await startSession(person, 'refresh', { refreshToken: person.refreshToken })
}

export const credentialsOf = ({ email }: Person) => ({ email, password: PASSWORD })

async function startSession(person: Person, path: string, body: unknown): Promise<void> {
  const { accessToken, refreshToken } = await patiently<Session>(person.phone, sessionRequest(path, body))
  person.phone.token = accessToken
  person.refreshToken = refreshToken
}

const sessionRequest = (path: string, body: unknown): PhoneRequest => ({
  method: 'POST',
  path: `/v1/auth/${path}`,
  body,
  anonymous: true,
})

/** Sends what is not part of the measured load: retries for a minute, throws Refused for anything but 2xx. */
export async function patiently<T = unknown>(phone: Phone, request: PhoneRequest): Promise<T> {
  const accepts = (status: number) => status < 300
  const { reply, fault } = await retry(phone, request, { forMs: PATIENCE_MS, accepts })
  const what = `${request.method} ${request.path}`
  if (!reply) throw new Error(`${what} got no answer: ${fault}`)
  if (!accepts(reply.status)) throw new Refused(what, reply)
  return reply.body as T
}

export function dayAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
}
