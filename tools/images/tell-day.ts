// A person's first minutes over HTTP: every service has a part in them.
//   node tools/images/tell-day.ts http://127.0.0.1:8080
import { randomUUID } from 'node:crypto'
import { eventually } from '@mymacrotracker/testing'

/** Facts pass two services on their way to the inbox; machines may be slow. */
const FACTS_WITHIN_MS = 60_000
const PROFILE = {
  sex: 'female',
  birthDate: '1994-05-02',
  heightCm: 168,
  weightKg: 64,
  activityLevel: 'moderate',
  timeZone: 'Europe/Vienna',
}

interface Today {
  day: { totals: { energyKcal: number } } | null
  targets: object | null
  suggestions: unknown[]
  unavailable: string[]
}

/** Throws when an answer is not what it has to be. Answers what was seen, in a line. */
export async function tellDay(url: string): Promise<string> {
  const email = `${randomUUID()}@example.com`
  let token: string | undefined
  token = (
    await call<{ accessToken: string }>('POST', '/v1/auth/sign-up', {
      email,
      password: 'seven green lentils',
      displayName: 'Ann',
    })
  ).accessToken
  await call('PATCH', '/v1/profile', PROFILE)
  await call('PUT', '/v1/goal', { kind: 'maintain', ratePercentPerWeek: 0 })
  const food = await eventually(
    async () =>
      must(
        (
          await call<{ items: { id: string; name: string }[] }>(
            'GET',
            '/v1/foods?query=greek%20yogurt&limit=1',
          )
        ).items[0],
        'a food that is found',
      ),
    FACTS_WITHIN_MS,
  )
  const entry = await call<{ nutrients: { energyKcal: number } }>('POST', '/v1/diary/entries', {
    meal: 'breakfast',
    foodId: food.id,
    amount: { grams: 2000 },
  })
  return eventually(async () => {
    const today = await call<Today>('GET', '/v1/today')
    must(
      today.unavailable.length === 0,
      `every part of the home screen, not without ${today.unavailable.join(', ')}`,
    )
    must(today.day?.totals.energyKcal === entry.nutrients.energyKcal, 'totals that hold the entry')
    const inbox = await call<{ items: { title: string }[] }>('GET', '/v1/notifications')
    must(inbox.items[0], 'a notification of what was reached')
    return `${food.name}, ${entry.nutrients.energyKcal} kcal; ${today.suggestions.length} suggestions; inbox: ${inbox.items[0]!.title}`
  }, FACTS_WITHIN_MS)

  async function call<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

function must<T>(value: T, what: string): NonNullable<T> {
  if (!value) throw new Error(`expected ${what}`)
  return value
}

if (import.meta.main) console.log(await tellDay(process.argv[2]!))
