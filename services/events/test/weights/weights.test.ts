import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { diaryOf, type Diary } from '../diary.ts'
import { hearFacts, stateProfile } from '../facts.ts'

let house: House
let ann: Person
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  ann = await house.person()
  diary = diaryOf(house, ann)
})
afterAll(() => house?.stop())

const aWeight = (instant: string, weightKg: number, overrides: object = {}) => ({
  id: uuidv7(),
  measuredAt: new Date(instant),
  weightKg,
  ...overrides,
})
const list = (from: string, to: string) => diary.events.weights.listWeights({ from, to }, diary.call())

describe('recording', () => {
  test("a weight is on the person's own day, measured by hand unless said", async () => {
    await stateProfile(house, ann, { timeZone: 'Pacific/Auckland', dayStartsAt: '04:00', version: 9n })
    const { weight, created } = await diary.weigh(aWeight('2026-05-04T20:00:00Z', 80.25))
    expect([weight, created]).toEqual([
      {
        id: weight!.id,
        measuredAt: new Date('2026-05-04T20:00:00Z'),
        date: '2026-05-05',
        weightKg: 80.25,
        source: 'manual',
        version: weight!.version,
      },
      true,
    ])
    expect(
      (await diary.weigh(aWeight('2026-05-04T20:00:00Z', 80.25, { source: 'scale' }))).weight,
    ).toMatchObject({ source: 'scale' })
  })

  test('a retried weight is stored and stated once, other content is refused', async () => {
    const heard = await hearFacts(house)
    const weight = aWeight('2026-05-05T06:00:00Z', 80)
    const answers = await Promise.all(Array.from({ length: 10 }, () => diary.weigh(weight)))
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    await expect(diary.weigh({ ...weight, weightKg: 81 })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'WEIGHT_EXISTS',
    })
    const later = await diary.weigh(aWeight('2026-05-06T06:00:00Z', 79))
    const hers = () => heard.weights.map(({ value }) => value).filter(({ userId }) => userId === ann.userId)
    await eventually(() => expect(hers().map(({ weightId }) => weightId)).toContain(later.weight!.id))
    expect(hers()).toEqual([
      {
        userId: ann.userId,
        weightId: weight.id,
        measuredAt: weight.measuredAt,
        date: '2026-05-05',
        weightKg: 80,
        version: answers[0]!.weight!.version,
      },
      {
        userId: ann.userId,
        weightId: later.weight!.id,
        measuredAt: new Date('2026-05-06T06:00:00Z'),
        date: '2026-05-06',
        weightKg: 79,
        version: later.weight!.version,
      },
    ])
  })
})

describe('listing', () => {
  test('a range has its weights in order and a trend a day, both ends included', async () => {
    for (const [instant, weightKg] of [
      ['2026-05-03T06:00:00Z', 79],
      ['2026-05-01T06:00:00Z', 80],
      ['2026-05-02T18:00:00Z', 82],
      ['2026-05-02T06:00:00Z', 80],
      ['2026-05-06T06:00:00Z', 82],
    ] as const)
      await diary.weigh(aWeight(instant, weightKg))
    const { weights, trend } = await list('2026-05-01', '2026-05-06')
    expect(weights.map(({ weightKg }) => weightKg)).toEqual([80, 80, 82, 79, 82])
    expect(trend).toEqual([
      { date: '2026-05-01', trendKg: 80 },
      { date: '2026-05-02', trendKg: 80.1 },
      { date: '2026-05-03', trendKg: 79.99 },
      { date: '2026-05-06', trendKg: 80.535 },
    ])
    expect(await list('2026-05-04', '2026-05-05')).toEqual({ weights: [], trend: [] })
  })

  test("a day's trend does not depend on the range that is asked for", async () => {
    await diary.weigh(aWeight('2026-01-01T06:00:00Z', 120))
    await diary.weigh(aWeight('2026-05-01T06:00:00Z', 80))
    await diary.weigh(aWeight('2026-05-02T06:00:00Z', 81))
    const long = await list('2026-01-01', '2026-05-02')
    expect((await list('2026-05-02', '2026-05-02')).trend).toEqual(long.trend.slice(-1))
    expect((await list('2026-05-02', '2026-05-02')).weights).toHaveLength(1)
  })

  test('367 days are refused', async () => {
    await expect(list('2024-01-01', '2025-01-01')).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'to', code: 'RANGE_TOO_LONG' }],
    })
  })
})

describe('correcting', () => {
  test('a corrected weighing is as it is now, in the list, in the trend and for others', async () => {
    const heard = await hearFacts(house)
    const { weight } = await diary.weigh(aWeight('2026-05-01T06:00:00Z', 178))
    const { weight: corrected } = await diary.events.weights.updateWeight(
      { id: weight!.id, patch: { measuredAt: undefined, weightKg: 78 }, expectedVersion: weight!.version },
      diary.call(),
    )
    expect(corrected).toMatchObject({ id: weight!.id, date: '2026-05-01', weightKg: 78 })
    const { weights, trend } = await list('2026-05-01', '2026-05-01')
    expect(weights).toEqual([corrected])
    expect(trend).toEqual([{ date: '2026-05-01', trendKg: 78 }])
    await eventually(() =>
      expect(heard.weights.filter(({ value }) => value.weightId === weight!.id)).toMatchObject([
        { $case: 'recorded', value: { weightKg: 178 } },
        { $case: 'changed', value: { weightKg: 78, version: corrected!.version } },
      ]),
    )
  })

  test('another instant moves it to that day', async () => {
    const { weight } = await diary.weigh(aWeight('2026-05-01T06:00:00Z', 80))
    await diary.events.weights.updateWeight(
      {
        id: weight!.id,
        patch: { measuredAt: new Date('2026-05-03T06:00:00Z'), weightKg: undefined },
        expectedVersion: undefined,
      },
      diary.call(),
    )
    expect((await list('2026-05-01', '2026-05-02')).weights).toEqual([])
    expect((await list('2026-05-03', '2026-05-03')).weights).toMatchObject([{ id: weight!.id, weightKg: 80 }])
  })

  test('a version that is not current is refused, and so is what a scale cannot show', async () => {
    const { weight } = await diary.weigh(aWeight('2026-05-01T06:00:00Z', 80))
    const change = (patch: object, expectedVersion?: bigint) =>
      diary.events.weights.updateWeight(
        { id: weight!.id, patch: { measuredAt: undefined, weightKg: undefined, ...patch }, expectedVersion },
        diary.call(),
      )
    await expect(change({ weightKg: 81 }, weight!.version + 1n)).rejects.toMatchObject({
      reason: 'VERSION_MISMATCH',
    })
    await expect(change({ weightKg: 5 })).rejects.toMatchObject({ faults: [{ path: 'weightKg' }] })
    await expect(change({ measuredAt: new Date(house.clock.now() + 10 * 60_000) })).rejects.toMatchObject({
      reason: 'IN_THE_FUTURE',
    })
  })

  test('a deleted weighing is gone, and its id is not taken again', async () => {
    const weight = aWeight('2026-05-01T06:00:00Z', 80)
    await diary.weigh(weight)
    const gone = { id: weight.id, expectedVersion: undefined }
    await diary.events.weights.deleteWeight(gone, diary.call())
    expect(await list('2026-05-01', '2026-05-01')).toEqual({ weights: [], trend: [] })
    await expect(diary.events.weights.deleteWeight(gone, diary.call())).rejects.toMatchObject({
      reason: 'WEIGHT_NOT_FOUND',
    })
    await expect(diary.weigh(weight)).rejects.toMatchObject({ reason: 'WEIGHT_EXISTS' })
  })

  test("another person's weighing is as if it were not there", async () => {
    const { weight } = await diary.weigh(aWeight('2026-05-01T06:00:00Z', 80))
    const bob = diaryOf(house, await house.person())
    for (const call of [
      bob.events.weights.getWeight({ id: weight!.id }, bob.call()),
      bob.events.weights.deleteWeight({ id: weight!.id, expectedVersion: undefined }, bob.call()),
    ])
      await expect(call).rejects.toMatchObject({ kind: 'not_found', reason: 'WEIGHT_NOT_FOUND' })
    expect((await diary.events.weights.getWeight({ id: weight!.id }, diary.call())).weight).toEqual(weight)
  })
})

test('a weighing from the future is refused beyond a few minutes of skew', async () => {
  const inMinutes = (minutes: number) => new Date(house.clock.now() + minutes * 60_000).toISOString()
  await expect(diary.weigh(aWeight(inMinutes(6), 80))).rejects.toMatchObject({ reason: 'IN_THE_FUTURE' })
  expect((await diary.weigh(aWeight(inMinutes(4), 80))).created).toBe(true)
})
