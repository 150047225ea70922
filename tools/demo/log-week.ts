import { v7 as uuidv7 } from 'uuid'
import type { Api, Entry, Food, Reply } from './api.ts'
import { QUICK_ADD, WEEK, WEIGHTS_KG, type Helping, type Meal } from './week.ts'

export interface LoggedWeek {
  days: readonly string[]
  /** What was typed, and the first food that the search found. */
  found: ReadonlyMap<string, Food>
  /** Replies to today's entries. */
  today: readonly Reply<Entry>[]
}

/** Logs the week day by day; the last day is `today`. */
export async function logWeek(api: Api, today: string): Promise<LoggedWeek> {
  const days = WEEK.map((_, at) => addDays(today, at + 1 - WEEK.length))
  const found = new Map<string, Food>()
  const ofToday: Reply<Entry>[] = []
  for (const [at, date] of days.entries()) {
    const weightKg = WEIGHTS_KG[at]
    if (weightKg !== undefined)
      await api.call('POST', '/v1/weights', { body: { measuredAt: instant(date, '07:05'), weightKg } })
    for (const meal of WEEK[at] ?? []) {
      const entries = await logMeal(api, date, meal, found)
      if (date === today) ofToday.push(...entries)
    }
  }
  const { at, ...quick } = QUICK_ADD
  const yesterday = addDays(today, -1)
  await api.call('POST', '/v1/diary/entries', {
    body: { id: uuidv7(), date: yesterday, eatenAt: instant(yesterday, at), ...quick },
  })
  return { days, found, today: ofToday }
}

async function logMeal(
  api: Api,
  date: string,
  { meal, at, foods }: Meal,
  found: Map<string, Food>,
): Promise<Reply<Entry>[]> {
  const entries: Reply<Entry>[] = []
  for (const helping of foods) {
    const food = found.get(helping.typed) ?? (await search(api, helping.typed))
    found.set(helping.typed, food)
    entries.push(
      await api.call<Entry>('POST', '/v1/diary/entries', {
        body: {
          id: uuidv7(),
          date,
          eatenAt: instant(date, at),
          meal,
          foodId: food.id,
          amount: amountOf(helping, food),
        },
      }),
    )
  }
  return entries
}

export async function search(api: Api, typed: string): Promise<Food> {
  const {
    items: [first],
  } = await api.get<{ items: Food[] }>(`/v1/foods?limit=5&query=${encodeURIComponent(typed)}`)
  if (!first) throw new Error(`the search found nothing for "${typed}"`)
  return first
}

/** The intended portion if the food has it, else grams. */
function amountOf(
  { portion, count = 1, grams }: Helping,
  food: Food,
): { grams: number } | { portion: string; count: number } {
  const known = portion === undefined ? undefined : food.portions.find(({ name }) => name.includes(portion))
  return known ? { portion: known.name, count } : { grams }
}

/** A time of the person's local day, but not in the future. */
export function instant(date: string, time: string): string {
  return new Date(Math.min(new Date(`${date}T${time}:00`).getTime(), Date.now())).toISOString()
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}
