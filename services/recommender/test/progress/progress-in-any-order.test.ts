import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withOwner } from '@mymacrotracker/database'
import fc from 'fast-check'
import { eventually, startHouse, type House } from '@mymacrotracker/all/testing'
import {
  deletedFact,
  diary,
  entryFact,
  publish,
  send,
  statedOf,
  takenIn,
  targets,
  targetsFact,
} from '../facts.ts'

const DAYS = ['2026-11-19', '2026-11-20', '2026-11-21']
const TARGETS_FROM = '2026-11-20'
let house: House
beforeAll(async () => {
  house = await startHouse()
  house.clock.set(Date.parse('2026-11-21T12:00:00Z'))
})
afterAll(() => house.stop())

interface Change {
  entry: number
  day: number
  proteinG: number
  isDeletion: boolean
}
const change = fc.record<Change>({
  entry: fc.nat(2),
  day: fc.nat(2),
  proteinG: fc.constantFrom(10, 40, 70),
  isDeletion: fc.boolean(),
})
const history = fc.record({
  changes: fc.array(change, { minLength: 1, maxLength: 8 }),
  aims: fc.array(fc.constantFrom(30, 60, 90), { minLength: 1, maxLength: 3 }),
})

test('however facts are ordered and repeated, every target that was reached in the end is stated', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat(1000)), async ({ changes, aims }, chance) => {
      const userId = randomUUID()
      const ids = [randomUUID(), randomUUID(), randomUUID()]
      const facts = [
        ...changes.map(({ entry, day, proteinG, isDeletion }, at) => {
          const said = { userId, entryId: ids[entry]!, date: DAYS[day]!, version: at + 1 }
          return diary(isDeletion ? deletedFact(said) : entryFact({ ...said, figures: { proteinG } }))
        }),
        ...aims.map((proteinG, at) =>
          targets(
            targetsFact({ userId, effectiveFrom: TARGETS_FROM, version: at + 1, figures: { proteinG } }),
          ),
        ),
      ]
      const roll = () => chance.next().value as number
      const shuffled = [...facts, ...facts.filter(() => roll() % 3 === 0)]
        .map((fact) => ({ fact, at: roll() }))
        .sort((a, b) => a.at - b.at)
        .map(({ fact }) => fact)
      await publish(house, userId, shuffled)

      const last = ids
        .map((_, entry) => changes.findLast((each) => each.entry === entry))
        .filter((each) => each && !each.isDeletion) as Change[]
      const reached = DAYS.filter(
        (date) => date >= TARGETS_FROM && sumOf(last.filter(({ day }) => DAYS[day] === date)) >= aims.at(-1)!,
      )
      expect(await statedOf(house, userId)).toEqual(
        expect.arrayContaining(reached.map((date) => `${date} proteinTargetReached`)),
      )
      expect((await statedOf(house, userId)).filter((each) => each < TARGETS_FROM)).toEqual([])
    }),
    { numRuns: 25 },
  )
})

test('entries and targets of one person wait for each other, so that neither misses what the other brings', async () => {
  const userId = randomUUID()
  await withOwner(house.ownerUrl, async (client) => {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 3))', [userId])
    await send(house, userId, [
      diary(
        entryFact({
          userId,
          entryId: randomUUID(),
          date: '2026-11-21',
          version: 1,
          figures: { proteinG: 100 },
        }),
      ),
      targets(targetsFact({ userId, effectiveFrom: '2026-11-21', version: 1, figures: { proteinG: 90 } })),
    ])
    await eventually(async () => {
      const waiting = await house.sql(
        `select 1 from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and not granted and application_name = 'mymacrotracker-recommender' and datname = current_database()`,
      )
      expect(waiting).toHaveLength(2)
    })
    await client.query('commit')
  })
  await takenIn(house)
  expect(await statedOf(house, userId)).toEqual(['2026-11-21 proteinTargetReached'])
})

function sumOf(changes: readonly Change[]): number {
  return changes.length === 0
    ? Number.NEGATIVE_INFINITY
    : changes.reduce((sum, { proteinG }) => sum + proteinG, 0)
}
