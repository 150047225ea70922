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
    const hers = () => heard.weights.filter(({ userId }) => userId === ann.userId)
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
