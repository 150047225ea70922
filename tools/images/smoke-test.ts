// A person's first minutes over HTTP: every service has a part in them.
//   node tools/images/smoke-test.ts http://127.0.0.1:8080
import { eventually } from '@mymacrotracker/testing'
import { expect } from '../lib/checks.ts'
import { signUp } from '../lib/person.ts'
import { createPhone } from '../lib/phone.ts'

/** Facts pass through two services on their way to the inbox; machines may be slow. */
const FACTS_WITHIN_MS = 60_000
const GIVE_UP_MS = 10_000

interface Today {
  day: { totals: { energyKcal: number } } | null
  suggestions: unknown[]
  unavailable: string[]
}

/** Throws when an answer is not as expected. Returns a summary in one line. */
export async function smokeTest(url: string): Promise<string> {
  const { phone } = await signUp(createPhone({ urls: [url], giveUpMs: GIVE_UP_MS }), 'ann')
  await phone.call('PUT', '/v1/goal', { body: { kind: 'maintain', ratePercentPerWeek: 0 } })
  const food = await eventually(async () => {
    const { items } = await phone.get<{ items: { id: string; name: string }[] }>(
      '/v1/foods?query=greek%20yogurt&limit=1',
    )
    expect(items.length === 1, 'no food was found')
    return items[0]!
  }, FACTS_WITHIN_MS)
  const { body: entry } = await phone.call<{ nutrients: { energyKcal: number } }>(
    'POST',
    '/v1/diary/entries',
    { body: { meal: 'breakfast', foodId: food.id, amount: { grams: 2000 } } },
  )
  return eventually(async () => {
    const { day, unavailable, suggestions } = await phone.get<Today>('/v1/today')
    expect(unavailable.length === 0, `the home screen lacks ${unavailable.join(', ')}`)
    expect(day?.totals.energyKcal === entry.nutrients.energyKcal, 'the totals lack the entry')
    const { items } = await phone.get<{ items: { title: string }[] }>('/v1/notifications')
    expect(items.length > 0, 'no notification of what was reached')
    return `${food.name}, ${entry.nutrients.energyKcal} kcal; ${suggestions.length} suggestions; inbox: ${items[0]!.title}`
  }, FACTS_WITHIN_MS)
}

if (import.meta.main) {
  console.log(await smokeTest(process.argv[2]!))
  process.exit(0)
}
