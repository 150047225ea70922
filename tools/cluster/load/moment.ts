import { Ledger, type Known } from './ledger.ts'
import type { Person } from './person.ts'

/** What phones had been told by a moment at which nothing was under way. */
export type Moment = ReadonlyMap<Person, { entries: readonly Known[]; weights: readonly Known[] }>

export function momentOf(people: readonly Person[]): Moment {
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

/** Phones expect what they had been told by then, and nothing of later. Answers how much that is, and how much was written, changed or deleted since. */
export function goBackTo(moment: Moment): { kept: number; lost: number } {
  let [kept, lost] = [0, 0]
  for (const [{ diary }, then] of moment) {
    for (const what of ['entries', 'weights'] as const) {
      const earlier = new Set(then[what])
      kept += then[what].filter(({ there }) => there === 'yes').length
      // What a phone knows of a thing is never changed, but replaced.
      lost += [...diary[what].known.values()].filter((thing) => !earlier.has(thing)).length
      diary[what] = ledgerOf(then[what])
    }
  }
  return { kept, lost }
}

function ledgerOf(things: readonly Known[]): Ledger {
  const ledger = new Ledger()
  for (const thing of things) {
    const [figure, ...others] = thing.figures
    if (thing.there === 'yes' && others.length === 0) ledger.add(thing.id, thing.date, figure!)()
    else ledger.known.set(thing.id, thing)
  }
  return ledger
}
