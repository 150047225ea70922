import { setTimeout as sleep } from 'node:timers/promises'
import { Writers } from '../drills/writers.ts'

const TRIES = 6
const BETWEEN_MS = 2000

/** People who write; asked for again when the machine is too busy to answer in time. */
export async function newPeople(url: string, count: number, tries = TRIES): Promise<Writers> {
  return Writers.signUp(url, count).catch(async (error: unknown) => {
    if (tries === 1) throw error
    await sleep(BETWEEN_MS)
    return newPeople(url, count, tries - 1)
  })
}

/** Each of them steps on the scales. */
export async function weigh(url: string, { people }: Writers, weightKg: number): Promise<void> {
  for (const { token } of people) {
    const status = await post(`${url}/v1/weights`, { weightKg, measuredAt: new Date().toISOString() }, token)
    if (status >= 300) throw new Error(`a weight was answered ${status}`)
  }
}

/** How the session of the first of them is answered. */
export function refresh(url: string, { people: [person] }: Writers): Promise<number> {
  return post(`${url}/v1/auth/refresh`, { refreshToken: person!.refreshToken })
}

async function post(url: string, body: unknown, token?: string): Promise<number> {
  const { status } = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return status
}
