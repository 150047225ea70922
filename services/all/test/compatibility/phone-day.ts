import { randomUUID } from 'node:crypto'
import { eventually } from '@mymacrotracker/testing'

/** What a phone has seen at the end of a day. */
export interface PhoneDay {
  logged: { name: string; amount: { grams: number }; nutrients: Record<string, number> }
  suggestions: number
  proteinTarget: number | undefined
  entries: number
  told: string[]
}

/** An answer other than 2xx. */
export class PhoneError extends Error {
  readonly code: string
  constructor(what: string, code: string) {
    super(`${what}: ${code}`)
    this.code = code
  }
}

/** A new person's day over HTTP. It reaches every service, and every service that asks another one asks it. */
export async function livePhoneDay(url: string, typed: string): Promise<PhoneDay> {
  let token: string | undefined
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    })
    const json = (await answer.json()) as T & { code?: string }
    if (!answer.ok) throw new PhoneError(`${method} ${path} answered ${answer.status}`, json.code ?? '')
    return json
  }
  const session = await call<{ accessToken: string }>('POST', '/v1/auth/sign-up', {
    email: `${randomUUID()}@example.com`,
    password: 'seven green lentils',
    displayName: 'Bea',
  })
  token = session.accessToken
  await call('PATCH', '/v1/profile', {
    sex: 'female',
    birthDate: '1990-01-01',
    heightCm: 170,
    weightKg: 65,
    activityLevel: 'light',
    timeZone: 'UTC',
    allergens: ['peanut'],
  })
  await call('PUT', '/v1/goal', { kind: 'lose', ratePercentPerWeek: 0.5 })
  // A part that was slow is asked for again: what is compared here is words, not speed.
  const foods = await eventually(async () => {
    const { items } = await call<{ items: { id: string; name: string }[] }>('GET', `/v1/foods?query=${typed}`)
    return items[0] ? items : fail('no food was found')
  }, 20_000)
  const entry = await call<PhoneDay['logged']>('POST', '/v1/diary/entries', {
    meal: 'lunch',
    foodId: foods[0]!.id,
    amount: { grams: 100 },
  })
  await call('POST', '/v1/diary/entries', {
    meal: 'snack',
    name: 'Shake',
    nutrients: { energyKcal: 600, proteinG: 150 },
  })
  await call('POST', '/v1/weights', { measuredAt: new Date().toISOString(), weightKg: 64.5 })
  const today = await eventually(async () => {
    const screen = await call<{
      unavailable: string[]
      targets: { proteinG?: number }
      day: { entries: unknown[] }
    }>('GET', '/v1/today')
    return screen.unavailable.length === 0 ? screen : fail(`unavailable: ${screen.unavailable.join(', ')}`)
  }, 20_000)
  const { items: meals } = await call<{ items: unknown[] }>('GET', '/v1/suggestions?meal=dinner&count=2')
  const told = await eventually(async () => {
    const { items } = await call<{ items: { kind: string }[] }>('GET', '/v1/notifications')
    return items.length > 0 ? items.map(({ kind }) => kind) : fail('nothing was told')
  }, 20_000)
  return {
    logged: entry,
    suggestions: meals.length,
    proteinTarget: today.targets.proteinG,
    entries: today.day.entries.length,
    told,
  }
}

function fail(message: string): never {
  throw new Error(message)
}
