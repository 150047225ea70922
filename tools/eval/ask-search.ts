import { signUp } from '../lib/person.ts'
import { createPhone } from '../lib/phone.ts'
import type { QueryKind } from './read-queries.ts'

export type Search = (query: string) => Promise<string[]>

const LIMIT = 10

/** A new person who has the foods of this kind, and how they search. */
export async function personOf(url: string, { own, logged }: QueryKind): Promise<Search> {
  const { phone } = await signUp(createPhone(url), 'eval')
  const found = async (query: string) => {
    const path = `/v1/foods?limit=${LIMIT}&query=${encodeURIComponent(query)}`
    return (await phone.get<{ items: { id: string; name: string }[] }>(path)).items
  }
  for (const name of own) {
    const per100 = { basis: 'g', nutrients: { energyKcal: 100 } }
    await phone.call('POST', '/v1/foods', { body: { name, per100 } })
  }
  for (const name of logged) {
    const food = (await found(name)).find((each) => each.name === name)
    if (!food) throw new Error(`the catalogue has no ${name}`)
    const body = { meal: 'lunch', foodId: food.id, amount: { grams: 100 } }
    await phone.call('POST', '/v1/diary/entries', { body })
  }
  return async (query) => (await found(query)).map(({ name }) => name)
}
