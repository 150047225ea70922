import { v7 as uuidv7 } from 'uuid'
import type { QueryKind } from './read-queries.ts'

export type Search = (query: string) => Promise<string[]>

const LIMIT = 10
const PASSWORD = 'a long password to search with'

/** A new person who has the foods of this kind, and how they search. */
export async function personOf(url: string, { own, logged }: QueryKind): Promise<Search> {
  let token = ''
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  const found = async (query: string) =>
    (await call('GET', `/v1/foods?limit=${LIMIT}&query=${encodeURIComponent(query)}`))['items'] as {
      id: string
      name: string
    }[]
  const email = `eval-${uuidv7()}@example.com`
  token = (await call('POST', '/v1/auth/sign-up', { email, password: PASSWORD }))['accessToken'] as string
  for (const name of own)
    await call('POST', '/v1/foods', { name, per100: { basis: 'g', nutrients: { energyKcal: 100 } } })
  for (const name of logged) {
    const food = (await found(name)).find((each) => each.name === name)
    if (!food) throw new Error(`the catalogue has no ${name}`)
    await call('POST', '/v1/diary/entries', { meal: 'lunch', foodId: food.id, amount: { grams: 100 } })
  }
  return async (query) => (await found(query)).map(({ name }) => name)
}
