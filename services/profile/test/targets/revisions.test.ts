import { describe, expect, test } from '@jest/globals'
import { ENERGY } from '@mymacrotracker/nutrition'
import { customRevision } from '../../dist/targets/domain/custom-revision.js'
import { revisedFrom, type Revision, type Rewrite } from '../../dist/targets/domain/revision.js'

const aRevision = (effectiveFrom: string, amount: number): Revision =>
  customRevision({ amounts: [{ nutrient: ENERGY, amount }] }, [], effectiveFrom)
const energy = ({ days }: Revision) => days[0]!.amounts[ENERGY]!
const add =
  (kcal: number): Rewrite =>
  (before, day) =>
    aRevision(day, (before ? energy(before) : 2000) + kcal)
const shown = (revisions: readonly Revision[]) => revisions.map((each) => [each.effectiveFrom, energy(each)])

describe('a change of the targets', () => {
  test('starts them when there are none', () => {
    expect(shown(revisedFrom([], { from: '2026-11-21', rewrite: add(0) }, true))).toEqual([
      ['2026-11-21', 2000],
    ])
  })

  test('starts on its day and leaves the days before', () => {
    expect(
      shown(revisedFrom([aRevision('2026-11-01', 2100)], { from: '2026-11-21', rewrite: add(50) }, true)),
    ).toEqual([['2026-11-21', 2150]])
  })

  test('goes on through the revisions after its day', () => {
    const known = [
      aRevision('2026-11-01', 2100),
      aRevision('2026-11-10', 2200),
      aRevision('2026-11-20', 2300),
    ]
    expect(shown(revisedFrom(known, { from: '2026-11-05', rewrite: add(50) }, true))).toEqual([
      ['2026-11-05', 2150],
      ['2026-11-10', 2250],
      ['2026-11-20', 2350],
    ])
  })

  test('before the first revision keeps what earlier days show', () => {
    const changed = revisedFrom(
      [aRevision('2026-11-20', 2300)],
      { from: '2026-11-18', rewrite: add(50) },
      true,
    )
    expect(shown(changed)).toEqual([
      ['1900-01-01', 2300],
      ['2026-11-18', 2350],
      ['2026-11-20', 2350],
    ])
    expect(changed[0]!.explanation).toContain('first set for 2026-11-20')
  })

  test('that changes nothing makes no revision', () => {
    expect(
      revisedFrom([aRevision('2026-11-01', 2100)], { from: '2026-11-21', rewrite: add(0) }, true),
    ).toEqual([])
    expect(
      revisedFrom([aRevision('2026-11-01', 2100)], { from: '2026-11-21', rewrite: () => undefined }, true),
    ).toEqual([])
  })

  test('of the first day again replaces it, and days before it keep what they showed', () => {
    const known = [aRevision('2026-11-21', 2100)]
    const change = { from: '2026-11-21', rewrite: add(50) }
    expect(shown(revisedFrom(known, change, true))).toEqual([
      ['1900-01-01', 2100],
      ['2026-11-21', 2150],
    ])
    expect(shown(revisedFrom(known, change, false))).toEqual([['2026-11-21', 2150]])
  })

  test('that ends on a later day leaves what is in force from then on', () => {
    const known = [aRevision('2026-11-01', 2100)]
    const rewrite: Rewrite = (before, day) => add(day < '2026-11-10' ? 50 : 0)(before, day)
    expect(shown(revisedFrom(known, { from: '2026-11-05', until: '2026-11-10', rewrite }, true))).toEqual([
      ['2026-11-05', 2150],
      ['2026-11-10', 2100],
    ])
  })
})
