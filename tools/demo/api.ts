import { createPhone, type Phone } from '../lib/phone.ts'

/** The parts of the API's answers that the demo reads; `/openapi.json` has all of them. */
export type Nutrients = Record<string, number>
export interface Session {
  accessToken: string
}
export interface Food {
  id: string
  name: string
  brand?: string
  per100: { nutrients: Nutrients }
  portions: { name: string; grams: number }[]
  allergens?: string[]
}
export interface Entry {
  id: string
  meal: string
  foodId?: string
  name: string
  grams?: number
  nutrients: Nutrients
  version: number
}
export interface Targets {
  explanation: string
  [key: string]: unknown
}
export interface Day {
  date: string
  entries: Entry[]
  totals: Nutrients
  byMeal: Record<string, Nutrients>
  targets: Targets | null
  remaining: Nutrients | null
}
export interface Suggestion {
  title: string
  foods: { foodId: string; name: string; portion: string; count: number; grams: number }[]
  nutrients: Nutrients
  fit: number
  reason: string
}
export interface Suggestions {
  items: Suggestion[]
  ranking: string
  meal: string
}
export interface Today {
  date: string
  trendWeightKg?: number
  unreadCount: number | null
  unavailable: string[]
}
export interface Weights {
  items: { date: string; weightKg: number }[]
  trend: { date: string; trendKg: number }[]
}
export interface Notification {
  title: string
  body: string
  createdAt: string
}

export type { Reply } from '../lib/phone.ts'

/** The phone of the demo's person, with figures on its calls. */
export interface Api {
  call: Phone['call']
  get: Phone['get']
  useToken(token: string): void
  /** How long each call took that logged something, in ms. */
  readonly writesMs: readonly number[]
}

const GIVE_UP_MS = 10_000

export function createApi(url: string): Api {
  const phone = createPhone({ urls: [url], giveUpMs: GIVE_UP_MS })
  const writesMs: number[] = []
  return {
    writesMs,
    get: phone.get,
    async call<T>(...[method, path, options]: Parameters<Phone['call']>) {
      const reply = await phone.call<T>(method, path, options)
      if (method === 'POST' && path.startsWith('/v1/diary/')) writesMs.push(reply.tookMs)
      return reply
    },
    useToken(token) {
      phone.token = token
    },
  }
}
