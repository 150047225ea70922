/** What the demo reads of the API's answers; `/openapi.json` has all of it. */
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

export interface Answer<T> {
  status: number
  body: T
  etag: string
  tookMs: number
}
export interface CallOptions {
  body?: unknown
  ifMatch?: string
  /** A refusal that is part of the story. */ refusal?: number
}

export interface Api {
  /** Throws HttpError for any other status than 2xx and the refusal that is expected. */
  call<T>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>
  get<T>(path: string): Promise<T>
  useToken(token: string): void
  /** How long calls took that logged something, in ms. */
  readonly writesMs: readonly number[]
  readonly calls: number
}

/** An answer the story did not expect, with its problem+json. */
export class HttpError extends Error {
  readonly problem: string
  constructor(what: string, problem: string) {
    super(what)
    this.problem = problem
  }
}

const CALL_TIMEOUT_MS = 10_000

export function createApi(url: string): Api {
  const writesMs: number[] = []
  let token: string | undefined
  let calls = 0
  const call = async <T>(
    method: string,
    path: string,
    { body, ifMatch, refusal }: CallOptions = {},
  ): Promise<Answer<T>> => {
    calls++
    const startedAt = performance.now()
    const response = await fetch(url + path, {
      method,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(ifMatch && { 'if-match': ifMatch }),
      },
    })
    const text = await response.text()
    const tookMs = performance.now() - startedAt
    const { status } = response
    if (status !== refusal && !response.ok)
      throw new HttpError(`${method} ${path} answered ${status}`, pretty(text))
    if (method === 'POST' && path.startsWith('/v1/diary/')) writesMs.push(tookMs)
    return {
      status,
      body: (text ? JSON.parse(text) : undefined) as T,
      etag: response.headers.get('etag') ?? '',
      tookMs,
    }
  }
  return {
    call,
    writesMs,
    get: async <T>(path: string) => (await call<T>('GET', path)).body,
    useToken(given) {
      token = given
    },
    get calls() {
      return calls
    },
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
