import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { GoalKind } from '@mymacrotracker/contracts/profile/v1/person_service'
import { TargetSource } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aBody, aPatch, custom, energyOf, failureOf } from '../a-person.ts'
import { hearFacts, type HeardFacts } from '../facts.ts'

let house: House
let heard: HeardFacts
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
})
afterAll(() => house.stop())

const { GOAL_KIND_LOSE: LOSE, GOAL_KIND_MAINTAIN: MAINTAIN, GOAL_KIND_GAIN: GAIN } = GoalKind
const profile = () => house.as('gateway').profile
const putGoal = (person: Person, kind: GoalKind, ratePercentPerWeek: number) =>
  profile().targets.putGoal({ goal: { kind, ratePercentPerWeek } }, house.call(person))
const withBody = async () => {
  const person = await house.person()
  await profile().person.updateProfile({ patch: aBody() }, house.call(person))
  return person
}

test('a goal is answered with the targets it gives, and kept', async () => {
  const ann = await withBody()
  const { goal, targets } = await putGoal(ann, LOSE, 0.5)
  expect(goal).toEqual({ kind: LOSE, ratePercentPerWeek: 0.5 })
  expect(targets).toMatchObject({ source: TargetSource.TARGET_SOURCE_FORMULA, missing: [], warnings: [] })
  expect(targets!.explanation).toContain('−0.5 % of 80.0 kg a week = −440 kcal a day')
  expect(targets).toEqual((await profile().targets.getTargets({ date: '' }, house.call(ann))).targets)
  expect((await profile().person.getProfile({}, house.call(ann))).goal).toEqual(goal)
})

test('a goal holds from today on, and the same goal again changes nothing', async () => {
  const ann = await house.person()
  try {
    house.clock.set(Date.parse('2026-11-20T12:00:00Z'))
    await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
    house.clock.set(Date.parse('2026-11-23T12:00:00Z'))
    await putGoal(ann, LOSE, 0.5)
    await putGoal(ann, LOSE, 0.5)
    await putGoal(ann, GAIN, 0.25)
    await eventually(() =>
      expect(
        heard
          .targets(ann.userId)
          .map(({ effectiveFrom, version, byWeekday }) => [effectiveFrom, version, energyOf(byWeekday[6])]),
      ).toEqual([
        ['2026-11-20', 1n, 2720],
        ['2026-11-23', 2n, 2280],
        ['2026-11-23', 3n, 2940],
      ]),
    )
    const energies = await Promise.all(
      ['2026-11-22', '2026-11-23'].map(async (date) =>
        energyOf((await profile().targets.getTargets({ date }, house.call(ann))).targets),
      ),
    )
    expect(energies).toEqual([2720, 2940])
  } finally {
    house.clock.set(Date.now())
  }
})

test('a goal of who has given no figures names what is missing and guesses nothing', async () => {
  const ann = await house.person()
  const { goal, targets } = await putGoal(ann, LOSE, 1.2)
  expect(goal!.kind).toBe(LOSE)
  expect(targets).toMatchObject({
    amounts: [],
    waterMl: undefined,
    missing: ['sex', 'birthDate', 'heightCm', 'weightKg'],
    warnings: ['RATE_FAST'],
  })
  await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
  const { targets: whole } = await profile().targets.getTargets({ date: '' }, house.call(ann))
  expect(whole).toMatchObject({ missing: [], warnings: ['RATE_FAST', 'CALORIE_FLOOR'] })
})

test('a goal returns from custom targets to the formula', async () => {
  const ann = await withBody()
  await profile().targets.putTargets(
    { targets: custom({ energyKcal: 3000 }), byWeekday: [] },
    house.call(ann),
  )
  const { targets } = await putGoal(ann, MAINTAIN, 0)
  expect([targets!.source, energyOf(targets)]).toEqual([TargetSource.TARGET_SOURCE_FORMULA, 2720])
})

test('a goal that returns to a formula that lacks figures leaves no custom targets behind', async () => {
  const ann = await house.person()
  await profile().targets.putTargets(
    { targets: custom({ energyKcal: 3000 }), byWeekday: [] },
    house.call(ann),
  )
  await putGoal(ann, MAINTAIN, 0)
  const { targets } = await profile().targets.getTargets({ date: '' }, house.call(ann))
  expect(targets).toMatchObject({
    amounts: [],
    source: TargetSource.TARGET_SOURCE_FORMULA,
    missing: ['sex', 'birthDate', 'heightCm', 'weightKg'],
  })
  await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
  expect(energyOf((await profile().targets.getTargets({ date: '' }, house.call(ann))).targets)).toBe(2720)
})

describe('a goal is refused', () => {
  test.each<[string, string, GoalKind, number]>([
    ['kind', 'VALUE_UNKNOWN', GoalKind.GOAL_KIND_UNSPECIFIED, 0],
    ['kind', 'VALUE_UNKNOWN', 7 as GoalKind, 0],
    ['ratePercentPerWeek', 'OUT_OF_RANGE', LOSE, 3.1],
    ['ratePercentPerWeek', 'OUT_OF_RANGE', LOSE, -0.5],
    ['ratePercentPerWeek', 'OUT_OF_RANGE', GAIN, 2.1],
    ['ratePercentPerWeek', 'OUT_OF_RANGE', MAINTAIN, 0.1],
    ['ratePercentPerWeek', 'OUT_OF_RANGE', MAINTAIN, NaN],
    ['ratePercentPerWeek', 'OUT_OF_RANGE', LOSE, NaN],
  ])('for its %s, as %s (goal %i at %d)', async (path, code, kind, rate) => {
    const ann = await house.person()
    expect(await failureOf(putGoal(ann, kind, rate))).toMatchObject({
      kind: 'invalid',
      reason: code,
      faults: [{ path, code }],
    })
    expect((await profile().person.getProfile({}, house.call(ann))).goal).toBeUndefined()
  })

  test('when there is none', async () => {
    const ann = await house.person()
    await expect(profile().targets.putGoal({ goal: undefined }, house.call(ann))).rejects.toMatchObject({
      reason: 'VALUE_UNKNOWN',
    })
  })
})

test("today is the person's own: at 03:59 in Auckland with days from 04:00 a goal still counts for yesterday", async () => {
  const ann = await house.person()
  try {
    house.clock.set(Date.parse('2026-11-20T14:59:00Z'))
    await profile().person.updateProfile(
      { patch: aPatch({ timeZone: 'Pacific/Auckland', dayStartsAt: '04:00' }) },
      house.call(ann),
    )
    expect((await putGoal(ann, MAINTAIN, 0)).targets!.date).toBe('2026-11-20')
    house.clock.set(Date.parse('2026-11-20T15:00:00Z'))
    expect((await putGoal(ann, MAINTAIN, 0)).targets!.date).toBe('2026-11-21')
  } finally {
    house.clock.set(Date.now())
  }
})

test('a person who flies west and sets a goal on a day they had before changes tomorrow too', async () => {
  const ann = await house.person()
  try {
    house.clock.set(Date.parse('2026-11-20T12:00:00Z'))
    await profile().person.updateProfile({ patch: aBody({ timeZone: 'Pacific/Auckland' }) }, house.call(ann))
    await profile().person.updateProfile(
      { patch: aPatch({ timeZone: 'America/Los_Angeles' }) },
      house.call(ann),
    )
    await putGoal(ann, LOSE, 0.5)
    const energies = await Promise.all(
      ['2026-11-20', '2026-11-21', '2026-11-22'].map(async (date) =>
        energyOf((await profile().targets.getTargets({ date }, house.call(ann))).targets),
      ),
    )
    expect(energies).toEqual([2280, 2280, 2280])
  } finally {
    house.clock.set(Date.now())
  }
})
