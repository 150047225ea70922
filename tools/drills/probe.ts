import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { Person } from '../lib/person.ts'
import { createPhone, type Phone, type PhoneRequest } from '../lib/phone.ts'

export interface Answer {
  label: string
  /** "unavailable": 503, or a screen that names its missing parts; "served": from what is in memory. */
  verdict: 'unavailable' | 'served' | 'wrong'
  tookMs: number
}

const EVERY_MS = 250
const GIVE_UP_MS = 10_000
const ENTRY = { meal: 'snack', name: 'probe', nutrients: { energyKcal: 1 } }
const STRANGER = { email: 'nobody@example.com', password: 'a long password to try with' }

const requests = (): PhoneRequest[] => [
  { method: 'GET', path: '/v1/today' },
  { method: 'GET', path: '/v1/targets' },
  { method: 'GET', path: '/v1/profile' },
  { method: 'GET', path: '/v1/foods?query=egg&limit=3' },
  { method: 'GET', path: '/v1/notifications' },
  { method: 'GET', path: '/v1/suggestions?count=1' },
  { method: 'POST', path: '/v1/diary/entries', body: { id: uuidv7(), ...ENTRY } },
  { method: 'POST', path: '/v1/auth/sign-in', body: STRANGER, anonymous: true },
]

/** Sends all of a phone's requests over and over, and classifies the answers. */
export async function probe(url: string, person: Person, forMs: number): Promise<Answer[]> {
  const answers: Promise<Answer>[] = []
  const phone = createPhone({ urls: [url], giveUpMs: GIVE_UP_MS })
  phone.token = person.phone.token!
  for (const startedAt = Date.now(); Date.now() - startedAt < forMs;) {
    for (const each of requests()) {
      answers.push(answerTo(phone, each))
      await sleep(EVERY_MS)
    }
  }
  return Promise.all(answers)
}

async function answerTo(phone: Phone, request: PhoneRequest): Promise<Answer> {
  const name = `${request.method} ${request.path.split('?')[0]}`
  const startedAt = performance.now()
  try {
    const { status, body, tookMs } = await phone.send(request)
    if (status === 503) return { label: '503', verdict: 'unavailable', tookMs }
    if (status === 200 && (body as { unavailable?: unknown[] }).unavailable?.length)
      return { label: '200 with parts unavailable', verdict: 'unavailable', tookMs }
    return { label: `${name} ${status}`, verdict: status === 200 ? 'served' : 'wrong', tookMs }
  } catch (error) {
    const label = `${name} ${(error as Error).message}`
    return { label, verdict: 'wrong', tookMs: performance.now() - startedAt }
  }
}
