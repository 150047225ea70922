import { Ledger, type Known } from './ledger.ts'
import type { Person } from './person.ts'

/** What was acknowledged to phones at a time when no request was under way. */
export type Snapshot = ReadonlyMap<Person, { entries: readonly Known[]; weights: readonly Known[] }>

export function snapshotOf(people: readonly Person[]): Snapshot {
  return new Map(
    people.map((person) => [
      person,
      {
        entries: [...person.diary.entries.known.values()],
        weights: [...person.diary.weights.known.values()],
      },
    ]),
  )
}

/** Makes phones expect the snapshot and nothing later. Returns how much that is, and how much was written, changed or deleted since. */
export function goBackTo(snapshot: Snapshot): { kept: number; lost: number } {
  let [kept, lost] = [0, 0]
  for (const [{ diary }, then] of snapshot) {
    for (const what of ['entries', 'weights'] as const) {
      const earlier = new Set(then[what])
      kept += then[what].filter(({ there }) => there === 'yes').length
      // Records are replaced, never changed.
      lost += [...diary[what].known.values()].filter((item) => !earlier.has(item)).length
      diary[what] = ledgerOf(then[what])
    }
  }
  return { kept, lost }
}

function ledgerOf(items: readonly Known[]): Ledger {
  const ledger = new Ledger()
  for (const item of items) {
    const [figure, ...others] = item.figures
    if (item.there === 'yes' && others.length === 0) ledger.add(item.id, item.date, figure!)()
    else ledger.known.set(item.id, item)
  }
  return ledger
}
