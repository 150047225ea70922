import { patiently } from '../../lib/person.ts'
import type { Known, Ledger } from './ledger.ts'
import type { Person } from './person.ts'

interface Item {
  id: string
  date: string
  figure: number
}
export interface Audit {
  lines: string[]
  faults: string[]
}

/** Reads every diary through the API and compares it with what its phone knows. */
export async function auditDiaries(people: readonly Person[]): Promise<Audit> {
  const faults: string[] = []
  let [kept, gone, unsure, stored] = [0, 0, 0, 0]
  for (const person of people) {
    const { entries, weights } = person.diary
    for (const [what, ledger, items] of [
      ['entries', entries, await entriesOf(person, faults)],
      ['weights', weights, await weightsOf(person)],
    ] as const) {
      faults.push(...compare(ledger, items).map((fault) => `${what} of ${person.userId}: ${fault}`))
      stored += items.length
      for (const { there } of ledger.known.values()) {
        if (there === 'yes') kept++
        else if (there === 'no') gone++
        else unsure++
      }
    }
  }
  return {
    faults,
    lines: [
      `acknowledged and kept ${kept}, acknowledged as deleted ${gone}, never answered ${unsure}; stored ${stored}`,
    ],
  }
}

function compare(ledger: Ledger, items: readonly Item[]): string[] {
  const stored = new Map(items.map((item) => [item.id, item]))
  const known = [...ledger.known.values()]
  const count = (fault: string, wrong: readonly { id: string }[]) =>
    wrong.length > 0 ? [`${wrong.length} ${fault}, such as ${wrong[0]!.id}`] : []
  const isWrong = ({ id, date, figures }: Known) =>
    stored.has(id) && (stored.get(id)!.date !== date || !figures.includes(stored.get(id)!.figure))
  return [
    ...count(
      'acknowledged and missing',
      known.filter(({ id, there }) => there === 'yes' && !stored.has(id)),
    ),
    ...count(
      'deleted and still there',
      known.filter(({ id, there }) => there === 'no' && stored.has(id)),
    ),
    ...count('with other figures than acknowledged', known.filter(isWrong)),
    ...count(
      'that nobody wrote',
      items.filter(({ id }) => !ledger.known.has(id)),
    ),
    ...count(
      'there twice',
      items.filter((item) => stored.get(item.id) !== item),
    ),
  ]
}

async function entriesOf(person: Person, faults: string[]): Promise<Item[]> {
  const items: Item[] = []
  for (const date of person.diary.days) {
    const day = await get<{
      entries: { id: string; nutrients: { energyKcal: number } }[]
      totals: { energyKcal?: number }
    }>(person, `/v1/diary/days/${date}`)
    const sum = day.entries.reduce((total, { nutrients }) => total + nutrients.energyKcal, 0)
    if (Math.abs(sum - (day.totals.energyKcal ?? 0)) > 0.5)
      faults.push(
        `${date} of ${person.userId}: the day says ${day.totals.energyKcal} kcal, its entries ${sum}`,
      )
    items.push(...day.entries.map(({ id, nutrients }) => ({ id, date, figure: nutrients.energyKcal })))
  }
  return items
}

async function weightsOf(person: Person): Promise<Item[]> {
  const { items } = await get<{ items: { id: string; date: string; weightKg: number }[] }>(
    person,
    '/v1/weights',
  )
  return items.map(({ id, date, weightKg }) => ({ id, date, figure: weightKg }))
}

const get = <T>({ phone }: Person, path: string): Promise<T> => patiently<T>(phone, { method: 'GET', path })
