import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { Writer } from './people.ts'

export interface Answer {
  label: string
  /** "unavailable": 503, or a screen that says which of its parts are; "served": from what is in memory. */
  verdict: 'unavailable' | 'served' | 'wrong'
  tookMs: number
}

interface Request {
  method: string
  path: string
  body?: unknown
  signedIn?: boolean
}

const EVERY_MS = 250
const GIVE_UP_MS = 10_000

const requests = (): Request[] => [
  { method: 'GET', path: '/v1/today' },
  { method: 'GET', path: '/v1/targets' },
  { method: 'GET', path: '/v1/profile' },
  { method: 'GET', path: '/v1/foods?query=egg&limit=3' },
  { method: 'GET', path: '/v1/notifications' },
  { method: 'GET', path: '/v1/suggestions?count=1' },
  {
    method: 'POST',
    path: '/v1/diary/entries',
    body: { id: uuidv7(), meal: 'snack', name: 'probe', nutrients: { energyKcal: 1 } },
  },
  {
    method: 'POST',
    path: '/v1/auth/sign-in',
    body: { email: 'nobody@example.com', password: 'a long password to try with' },
    signedIn: false,
  },
]

/** Asks everything a phone asks, over and over, and says how each was answered. */
export async function probe({
  url,
  person,
  forMs,
}: {
  url: string
  person: Writer
  forMs: number
}): Promise<Answer[]> {
  const answers: Promise<Answer>[] = []
  for (const startedAt = Date.now(); Date.now() - startedAt < forMs;) {
    for (const each of requests()) {
      answers.push(ask(url, person, each))
      await sleep(EVERY_MS)
    }
  }
  return Promise.all(answers)
}

async function ask(
  url: string,
  { token }: Writer,
  { method, path, body, signedIn = true }: Request,
): Promise<Answer> {
  const name = `${method} ${path.split('?')[0]}`
  const startedAt = performance.now()
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(GIVE_UP_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...(signedIn && { authorization: `Bearer ${token}` }) },
    })
    const answer = (await response.json()) as { unavailable?: unknown[] }
    const tookMs = performance.now() - startedAt
    if (response.status === 503) return { label: '503', verdict: 'unavailable', tookMs }
    if (response.status === 200 && answer.unavailable?.length)
      return { label: '200 with parts unavailable', verdict: 'unavailable', tookMs }
    return {
      label: `${name} ${response.status}`,
      verdict: response.status === 200 ? 'served' : 'wrong',
      tookMs,
    }
  } catch (error) {
    return {
      label: `${name} ${(error as Error).name}`,
      verdict: 'wrong',
      tookMs: performance.now() - startedAt,
    }
  }
}
