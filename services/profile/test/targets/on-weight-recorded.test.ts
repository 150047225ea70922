import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { weightTopic } from '@mymacrotracker/contracts'
import type { WeightFact } from '@mymacrotracker/contracts/events/v1/events_events'
import { GoalKind } from '@mymacrotracker/contracts/profile/v1/person_service'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aBody, aPatch, custom, energyOf } from '../a-person.ts'
import { hearFacts, state, stateWeight, type HeardFacts, type StatedWeight } from '../facts.ts'

let house: House
let heard: HeardFacts
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
})
afterAll(() => house.stop())

const profile = () => house.as('gateway').profile
const energies = (person: Person, ...days: string[]) =>
  Promise.all(
    days.map(async (date) =>
      energyOf((await profile().targets.getTargets({ date }, house.call(person))).targets),
    ),
  )
const weigh = (person: Person, weight: StatedWeight) => stateWeight(house, person.userId, weight)
const handled = (eventId: string) =>
  eventually(async () => {
    expect(
      await house.sql(
        `select 1 from profile.inbox where consumer = 'profile.on-weight-recorded' and event_id = $1`,
        [eventId],
      ),
    ).toHaveLength(1)
  })
/** With 80 kg to start with, by the formula since 20 November: 2,720 kcal; each kilogram is 15.5 kcal. */
const at = async (instant: string, work: (person: Person) => Promise<void>, body = aBody()) => {
  const person = await house.person()
  house.clock.set(Date.parse('2026-11-20T12:00:00Z'))
  try {
    await profile().person.updateProfile({ patch: body }, house.call(person))
    house.clock.set(Date.parse(instant))
    await work(person)
  } finally {
    house.clock.set(Date.now())
  }
}

test('a measured weight changes the targets from its day on and no day before', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78 })
    await eventually(async () =>
      expect(
        await energies(ann, '2025-01-01', '2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25'),
      ).toEqual([2720, 2720, 2720, 2689, 2689]),
    )
    const { targets } = await profile().targets.getTargets({ date: '' }, house.call(ann))
    expect(targets!.explanation).toContain('10 × 78.0 kg')
    expect(targets!.explanation).toContain('The weight was measured on 2026-11-24.')
    await eventually(() =>
      expect(heard.targets(ann.userId).map(({ effectiveFrom, version }) => [effectiveFrom, version])).toEqual(
        [
          ['2026-11-20', 1n],
          ['2026-11-24', 2n],
        ],
      ),
    )
  }))

test('the local day of the measurement counts, not the day in UTC', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-24T20:00:00Z', date: '2026-11-25', weightKg: 78 })
    await eventually(async () =>
      expect(await energies(ann, '2026-11-24', '2026-11-25')).toEqual([2720, 2689]),
    )
  }))

test('of several weights on one day the last measured wins, however they arrive', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    const late = randomUUID()
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78 })
    await weigh(ann, { measuredAt: '2026-11-24T20:00:00Z', weightKg: 79, version: 2n })
    await weigh(ann, { measuredAt: '2026-11-24T12:00:00Z', weightKg: 90, version: 3n, eventId: late })
    await handled(late)
    expect(await energies(ann, '2026-11-23', '2026-11-24')).toEqual([2720, 2705])
  }))

test('an older measurement that arrives later counts until the day of the next one', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78 })
    await weigh(ann, { measuredAt: '2026-11-22T07:00:00Z', weightKg: 90, version: 2n })
    await eventually(async () =>
      expect(
        await energies(ann, '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'),
      ).toEqual([2720, 2875, 2875, 2689, 2689]),
    )
  }))

test('the same weighings make the same targets in whatever order they arrive', async () => {
  const weighings = [1, 4, 4, 9, 12, 15, 19].map((day, n) => ({
    measuredAt: `2026-11-${String(day).padStart(2, '0')}T0${n}:00:00Z`,
    weightKg: 75 + ((n * 7) % 11),
    version: BigInt(n + 1),
  }))
  const days = Array.from({ length: 25 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}`)
  const shown: unknown[] = []
  for (const order of [weighings, weighings.toReversed(), [3, 0, 6, 2, 5, 1, 4].map((n) => weighings[n]!)])
    await at('2026-11-25T12:00:00Z', async (person) => {
      const last = randomUUID()
      for (const [n, weighing] of order.entries())
        await weigh(person, { ...weighing, ...(n === order.length - 1 && { eventId: last }) })
      await handled(last)
      shown.push(await energies(person, ...days))
    })
  expect(shown[1]).toEqual(shown[0])
  expect(shown[2]).toEqual(shown[0])
  expect(new Set(shown[0] as number[]).size).toBeGreaterThan(4)
})

test('a corrected weighing changes its days, and a deleted one gives them back to what was known before', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    const weightId = randomUUID()
    const value = {
      userId: ann.userId,
      weightId,
      measuredAt: new Date('2026-11-22T07:00:00Z'),
      date: '2026-11-22',
    }
    const tell = (fact: NonNullable<WeightFact['fact']>) =>
      state(house, weightTopic, { key: ann.userId, fact: { fact } })
    const days = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-25']
    const show = (expected: number[]) =>
      eventually(async () => expect(await energies(ann, ...days)).toEqual(expected))
    await tell({ $case: 'recorded', value: { ...value, weightKg: 178, version: 1n } })
    await show([2720, 4239, 4239, 4239])
    await tell({ $case: 'changed', value: { ...value, weightKg: 78, version: 2n } })
    await show([2720, 2689, 2689, 2689])
    const moved = { ...value, measuredAt: new Date('2026-11-23T07:00:00Z'), date: '2026-11-23' }
    await tell({ $case: 'changed', value: { ...moved, weightKg: 78, version: 3n } })
    await show([2720, 2720, 2689, 2689])
    await tell({ $case: 'deleted', value: { userId: ann.userId, weightId, version: 4n } })
    await show([2720, 2720, 2720, 2720])
    await tell({ $case: 'recorded', value: { ...value, weightKg: 178, version: 1n } })
    await weigh(ann, { measuredAt: '2026-11-25T07:00:00Z', weightKg: 79, version: 5n })
    await show([2720, 2720, 2720, 2705])
  }))

test('a weight given in the profile after the last weighing counts, and an old weighing imported later is old', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78 })
    await eventually(async () => expect(await energies(ann, '2026-11-25')).toEqual([2689]))
    await profile().person.updateProfile({ patch: aPatch({ weightKg: 75 }) }, house.call(ann))
    expect(await energies(ann, '2026-11-24', '2026-11-25')).toEqual([2689, 2643])
    const eventId = randomUUID()
    await weigh(ann, { measuredAt: '2021-11-24T07:00:00Z', weightKg: 120, version: 2n, eventId })
    await handled(eventId)
    expect(await energies(ann, '2026-11-24', '2026-11-25')).toEqual([2689, 2643])
    const { targets } = await profile().targets.getTargets({ date: '2026-11-25' }, house.call(ann))
    expect(targets!.explanation).toContain('10 × 75.0 kg')
  }))

test('a weight that is delivered twice is taken once', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    const eventId = randomUUID()
    const marker = randomUUID()
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78, eventId })
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78, eventId })
    await weigh(ann, { measuredAt: '2026-11-24T08:00:00Z', weightKg: 80, version: 2n, eventId: marker })
    await handled(marker)
    await eventually(() =>
      expect(
        heard.targets(ann.userId).map(({ version, byWeekday }) => [version, energyOf(byWeekday[0])]),
      ).toEqual([
        [1n, 2720],
        [2n, 2689],
        [3n, 2720],
      ]),
    )
  }))

test('the same weight on a later day changes no target and states none', () =>
  at('2026-11-26T12:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78 })
    await weigh(ann, { measuredAt: '2026-11-25T07:00:00Z', weightKg: 78, version: 2n })
    await weigh(ann, { measuredAt: '2026-11-26T07:00:00Z', weightKg: 77, version: 3n })
    await eventually(() =>
      expect(heard.targets(ann.userId).map(({ effectiveFrom, version }) => [effectiveFrom, version])).toEqual(
        [
          ['2026-11-20', 1n],
          ['2026-11-24', 2n],
          ['2026-11-26', 3n],
        ],
      ),
    )
  }))

test('custom targets stay as they are, and the next goal goes by the measured weight', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    const eventId = randomUUID()
    await profile().targets.putTargets(
      { targets: custom({ energyKcal: 2500 }), byWeekday: [] },
      house.call(ann),
    )
    await weigh(ann, { measuredAt: '2026-11-25T07:00:00Z', weightKg: 78, eventId })
    await handled(eventId)
    expect(await energies(ann, '2026-11-25')).toEqual([2500])
    const { targets } = await profile().targets.putGoal(
      { goal: { kind: GoalKind.GOAL_KIND_MAINTAIN, ratePercentPerWeek: 0 } },
      house.call(ann),
    )
    expect(energyOf(targets)).toBe(2689)
  }))

test('custom targets that came after the day of a weight stay, and are stated again', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await profile().targets.putTargets(
      { targets: custom({ energyKcal: 2500 }), byWeekday: [] },
      house.call(ann),
    )
    await weigh(ann, { measuredAt: '2026-11-23T07:00:00Z', weightKg: 78 })
    await eventually(async () =>
      expect(await energies(ann, '2026-11-22', '2026-11-23', '2026-11-25')).toEqual([2720, 2689, 2500]),
    )
    await eventually(() =>
      expect(
        heard
          .targets(ann.userId)
          .map(({ effectiveFrom, version, byWeekday }) => [effectiveFrom, version, energyOf(byWeekday[0])]),
      ).toEqual([
        ['2026-11-20', 1n, 2720],
        ['2026-11-25', 2n, 2500],
        ['2026-11-23', 3n, 2689],
        ['2026-11-25', 4n, 2500],
      ]),
    )
  }))

test('a weight from before a change of the profile carries on through it', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await profile().targets.putGoal(
      { goal: { kind: GoalKind.GOAL_KIND_LOSE, ratePercentPerWeek: 0.5 } },
      house.call(ann),
    )
    await weigh(ann, { measuredAt: '2026-11-23T07:00:00Z', weightKg: 78 })
    // 2689.25 − 78 × 5.5 = 2260.25 with the goal.
    await eventually(async () =>
      expect(await energies(ann, '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25')).toEqual([
        2720, 2689, 2689, 2260,
      ]),
    )
    await eventually(() =>
      expect(
        heard
          .targets(ann.userId)
          .slice(2)
          .map(({ effectiveFrom, version }) => [effectiveFrom, version]),
      ).toEqual([
        ['2026-11-23', 3n],
        ['2026-11-25', 4n],
      ]),
    )
  }))

test('a weight from before the first targets leaves what earlier days show', () =>
  at('2026-11-20T13:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-18T07:00:00Z', weightKg: 78 })
    await eventually(async () =>
      expect(
        await energies(ann, '2026-11-01', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'),
      ).toEqual([2720, 2720, 2689, 2689, 2720]),
    )
    expect(
      (await profile().targets.getTargets({ date: '2026-11-17' }, house.call(ann))).targets!.explanation,
    ).toContain('first set for 2026-11-20')
  }))

test('the first weight of who gave none is the last figure the formula needed', () =>
  at(
    '2026-11-25T12:00:00Z',
    async (ann) => {
      expect(await energies(ann, '2026-11-25')).toEqual([undefined])
      await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78 })
      await eventually(async () =>
        expect(await energies(ann, '2026-11-24', '2026-11-25')).toEqual([2689, 2689]),
      )
      await eventually(() =>
        expect(heard.targets(ann.userId)).toMatchObject([{ effectiveFrom: '2026-11-24', version: 1n }]),
      )
    },
    aBody({ weightKg: undefined }),
  ))

test('a weight that arrives before anything else is kept for later', async () => {
  const ann = await house.person()
  const eventId = randomUUID()
  await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78, eventId })
  await handled(eventId)
  expect((await profile().targets.getTargets({ date: '' }, house.call(ann))).targets!.missing).toEqual([
    'sex',
    'birthDate',
    'heightCm',
  ])
  await profile().person.updateProfile({ patch: aBody({ weightKg: undefined }) }, house.call(ann))
  const { targets } = await profile().targets.getTargets({ date: '' }, house.call(ann))
  expect(targets!.explanation).toContain('10 × 78.0 kg')
})

test('a weight that was corrected at the same instant wins by its version', () =>
  at('2026-11-25T12:00:00Z', async (ann) => {
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 78, version: 5n })
    await weigh(ann, { measuredAt: '2026-11-24T07:00:00Z', weightKg: 79, version: 6n })
    await eventually(async () => expect(await energies(ann, '2026-11-24')).toEqual([2705]))
  }))
