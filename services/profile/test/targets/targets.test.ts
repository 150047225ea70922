import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addDays } from '@mymacrotracker/nutrition'
import { TargetSource, type WeekdayTargets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aBody, custom, energyOf, failureOf, type Figures } from '../a-person.ts'
import { hearFacts, type HeardFacts } from '../facts.ts'

let house: House
let heard: HeardFacts
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
})
afterAll(() => house.stop())

const profile = () => house.as('gateway').profile
const getTargets = async (person: Person, date = '') =>
  (await profile().targets.getTargets({ date }, house.call(person))).targets!
const on = (weekday: number, figures: Figures): WeekdayTargets => ({ weekday, targets: custom(figures) })
const putTargets = async (person: Person, figures: Figures, ...byWeekday: WeekdayTargets[]) =>
  (await profile().targets.putTargets({ targets: custom(figures), byWeekday }, house.call(person))).targets!
/** Persons sign up by the real clock; what follows happens at the instant. */
const at = async (instant: string, work: (person: Person) => Promise<void>) => {
  const person = await house.person()
  house.clock.set(Date.parse(instant))
  await work(person).finally(() => house.clock.set(Date.now()))
}

describe('targets of a day', () => {
  test('before anything is known name what the formula needs', async () => {
    const targets = await getTargets(await house.person(), '2026-11-21')
    expect(targets).toMatchObject({
      date: '2026-11-21',
      amounts: [],
      waterMl: undefined,
      source: TargetSource.TARGET_SOURCE_FORMULA,
      missing: ['sex', 'birthDate', 'heightCm', 'weightKg'],
      warnings: [],
    })
    expect(targets.explanation).toContain('sex, birth date, height, weight')
  })

  test('without a goal hold the weight', () =>
    at('2026-11-20T12:00:00Z', async (ann) => {
      await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
      const targets = await getTargets(ann)
      expect([targets.date, energyOf(targets), targets.waterMl]).toEqual(['2026-11-20', 2720, 2800])
      expect(targets.explanation).toContain('no goal is set')
    }))

  test('before the first ones are the first ones, and say so', () =>
    at('2026-11-20T12:00:00Z', async (ann) => {
      await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
      const before = await getTargets(ann, '2025-01-01')
      expect([before.date, energyOf(before)]).toEqual(['2025-01-01', 2720])
      expect(before.explanation).toContain('first set for 2026-11-20')
      expect((await getTargets(ann, '2026-11-20')).explanation).not.toContain('first set')
    }))

  test.each(['2026-02-30', '21.11.2026', '1899-12-31', '2101-01-01', '2026-11-21T00:00:00Z'])(
    'that is none, %s, are refused',
    async (date) => {
      const failure = await failureOf(getTargets(await house.person(), date))
      expect(failure).toMatchObject({ kind: 'invalid', faults: [{ path: 'date' }] })
    },
  )
})

describe('custom targets', () => {
  test('hold from today on, on every day', () =>
    at('2026-11-20T12:00:00Z', async (ann) => {
      await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
      house.clock.set(Date.parse('2026-11-25T12:00:00Z'))
      const put = await putTargets(ann, {
        energyKcal: 2500,
        proteinG: 150,
        carbohydrateG: 300,
        fatG: 80,
        fibreG: 35,
        waterMl: 3000,
      })
      expect(put).toMatchObject({
        date: '2026-11-25',
        source: TargetSource.TARGET_SOURCE_CUSTOM,
        waterMl: 3000,
        warnings: [],
        missing: [],
      })
      expect(put.amounts).toEqual([
        { nutrient: 1, amount: 2500 },
        { nutrient: 2, amount: 150 },
        { nutrient: 3, amount: 300 },
        { nutrient: 4, amount: 80 },
        { nutrient: 5, amount: 35 },
      ])
      expect(
        (
          await Promise.all(['2026-11-24', '2026-11-25', '2026-11-29'].map((date) => getTargets(ann, date)))
        ).map(energyOf),
      ).toEqual([2720, 2500, 2500])
    }))

  test('of a weekday go before those of every day; what they do not give stays', () =>
    at('2026-11-20T12:00:00Z', async (ann) => {
      await putTargets(
        ann,
        { energyKcal: 2000, proteinG: 150, waterMl: 2500 },
        on(6, { energyKcal: 2600 }),
        on(7, { proteinG: 120, waterMl: 3000 }),
      )
      const [friday, saturday, sunday] = await Promise.all(
        ['2026-11-20', '2026-11-21', '2026-11-22'].map((date) => getTargets(ann, date)),
      )
      expect(friday).toMatchObject({
        amounts: [
          { nutrient: 1, amount: 2000 },
          { nutrient: 2, amount: 150 },
        ],
        waterMl: 2500,
      })
      expect(saturday).toMatchObject({
        amounts: [
          { nutrient: 1, amount: 2600 },
          { nutrient: 2, amount: 150 },
        ],
        waterMl: 2500,
      })
      expect(sunday).toMatchObject({
        amounts: [
          { nutrient: 1, amount: 2000 },
          { nutrient: 2, amount: 120 },
        ],
        waterMl: 3000,
      })
      await eventually(() =>
        expect(heard.targets(ann.userId)).toMatchObject([
          { effectiveFrom: '2026-11-20', source: TargetSource.TARGET_SOURCE_CUSTOM, version: 1n },
        ]),
      )
      const [fact] = heard.targets(ann.userId)
      expect(fact!.byWeekday.map(energyOf)).toEqual([2000, 2000, 2000, 2000, 2000, 2600, 2000])
      expect(fact!.byWeekday.map(({ waterMl }) => waterMl)).toEqual([
        2500, 2500, 2500, 2500, 2500, 2500, 3000,
      ])
    }))

  test('set again change nothing and are stated once', async () => {
    const ann = await house.person()
    await putTargets(ann, { energyKcal: 2000 })
    await putTargets(ann, { energyKcal: 2000 })
    await putTargets(ann, { energyKcal: 2100 })
    await eventually(() =>
      expect(
        heard
          .targets(ann.userId)
          .map(({ version, effectiveFrom, byWeekday }) => [
            version,
            effectiveFrom > '1900-01-01',
            energyOf(byWeekday[0]),
          ]),
      ).toEqual([
        [1n, true, 2000],
        // Days before the first keep what they showed.
        [2n, false, 2000],
        [3n, true, 2100],
      ]),
    )
  })

  test('below the floor are warned of, and taken', async () => {
    const ann = await house.person()
    expect((await putTargets(ann, { energyKcal: 700 })).warnings).toContain('BELOW_FLOOR')
    await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
    expect((await putTargets(ann, { energyKcal: 1700 })).warnings).toContain('BELOW_FLOOR')
    expect((await getTargets(ann)).warnings).toContain('BELOW_FLOOR')
    expect((await putTargets(ann, { energyKcal: 1800 })).warnings).not.toContain('BELOW_FLOOR')
  })

  test('that are put today change no day before, also on the day of the first ones', async () => {
    const ann = await house.person()
    const yesterday = addDays((await getTargets(ann)).date, -1)
    const shown = async () => energyOf(await getTargets(ann, yesterday))
    await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
    await profile().person.updateProfile({ patch: aBody({ heightCm: 170 }) }, house.call(ann))
    expect(await shown()).toBe(2720)
    await putTargets(ann, { energyKcal: 1500 })
    expect(await shown()).toBe(2720)
    expect(energyOf(await getTargets(ann))).toBe(1500)
  })

  test('stay when the body changes', async () => {
    const ann = await house.person()
    await putTargets(ann, { energyKcal: 2000 })
    await profile().person.updateProfile({ patch: aBody() }, house.call(ann))
    expect(energyOf(await getTargets(ann))).toBe(2000)
  })

  test('whose macros miss the energy by more than a tenth are warned of', async () => {
    const ann = await house.person()
    // 4 × 100 + 4 × 200 + 9 × 70 = 1830.
    expect(
      (await putTargets(ann, { energyKcal: 2030, proteinG: 100, carbohydrateG: 200, fatG: 70 })).warnings,
    ).toEqual([])
    expect(
      (await putTargets(ann, { energyKcal: 2040, proteinG: 100, carbohydrateG: 200, fatG: 70 })).warnings,
    ).toEqual(['MACROS_MISMATCH'])
    expect(
      (await putTargets(ann, { energyKcal: 1660, proteinG: 100, carbohydrateG: 200, fatG: 70 })).warnings,
    ).toEqual(['MACROS_MISMATCH'])
    expect((await putTargets(ann, { energyKcal: 1000, proteinG: 300 })).warnings).toEqual(['MACROS_MISMATCH'])
    expect((await putTargets(ann, { energyKcal: 1500, proteinG: 100 })).warnings).toEqual([])
  })

  test('with a mismatch on one weekday warn who sets them, and then on that weekday', () =>
    at('2026-11-20T12:00:00Z', async (ann) => {
      const put = await putTargets(
        ann,
        { energyKcal: 1830, proteinG: 100, carbohydrateG: 200, fatG: 70 },
        on(1, { energyKcal: 3000 }),
      )
      expect(put.warnings).toEqual(['MACROS_MISMATCH'])
      expect((await getTargets(ann, '2026-11-20')).warnings).toEqual([])
      expect((await getTargets(ann, '2026-11-23')).warnings).toEqual(['MACROS_MISMATCH'])
    }))

  test.each<[string, string, Figures, WeekdayTargets[]]>([
    ['energyKcal', 'REQUIRED', { proteinG: 100 }, []],
    ['energyKcal', 'OUT_OF_RANGE', { energyKcal: 499 }, []],
    ['energyKcal', 'OUT_OF_RANGE', { energyKcal: 10_001 }, []],
    ['energyKcal', 'OUT_OF_RANGE', { energyKcal: NaN }, []],
    ['proteinG', 'OUT_OF_RANGE', { energyKcal: 2000, proteinG: -1 }, []],
    ['fatG', 'OUT_OF_RANGE', { energyKcal: 2000, fatG: 1001 }, []],
    ['carbohydrateG', 'OUT_OF_RANGE', { energyKcal: 2000, carbohydrateG: Infinity }, []],
    ['fibreG', 'OUT_OF_RANGE', { energyKcal: 2000, fibreG: 201 }, []],
    ['waterMl', 'OUT_OF_RANGE', { energyKcal: 2000, waterMl: 20_001 }, []],
    ['byWeekday', 'OUT_OF_RANGE', { energyKcal: 2000 }, [on(0, { energyKcal: 2000 })]],
    ['byWeekday', 'OUT_OF_RANGE', { energyKcal: 2000 }, [on(8, { energyKcal: 2000 })]],
    [
      'byWeekday.wednesday',
      'DUPLICATE',
      { energyKcal: 2000 },
      [on(3, { energyKcal: 2000 }), on(3, { energyKcal: 2100 })],
    ],
    ['byWeekday.sunday.energyKcal', 'OUT_OF_RANGE', { energyKcal: 2000 }, [on(7, { energyKcal: 100 })]],
    [
      'byWeekday.wednesday.waterMl',
      'OUT_OF_RANGE',
      { energyKcal: 2000 },
      [on(3, { energyKcal: 2000, waterMl: -1 })],
    ],
  ])('with a faulty %s are refused as %s', async (path, code, figures, byWeekday) => {
    const ann = await house.person()
    expect(await failureOf(putTargets(ann, figures, ...byWeekday))).toMatchObject({
      kind: 'invalid',
      reason: code,
      faults: [{ path, code }],
    })
    expect((await getTargets(ann)).amounts).toEqual([])
  })

  test('of a nutrient that has none, or that is given twice, are refused', async () => {
    const ann = await house.person()
    const put = (...amounts: { nutrient: number; amount: number }[]) =>
      failureOf(
        profile().targets.putTargets(
          { targets: { amounts: [{ nutrient: 1, amount: 2000 }, ...amounts] }, byWeekday: [] },
          house.call(ann),
        ),
      )
    expect(await put({ nutrient: 26, amount: 100 })).toMatchObject({
      reason: 'NUTRIENT_UNKNOWN',
      faults: [{ path: 'vitaminCMg' }],
    })
    expect(await put({ nutrient: 999, amount: 100 })).toMatchObject({ reason: 'NUTRIENT_UNKNOWN' })
    expect(await put({ nutrient: 2, amount: 100 }, { nutrient: 2, amount: 120 })).toMatchObject({
      reason: 'DUPLICATE',
      faults: [{ path: 'proteinG' }],
    })
    expect(
      await failureOf(profile().targets.putTargets({ targets: undefined, byWeekday: [] }, house.call(ann))),
    ).toMatchObject({ reason: 'REQUIRED', faults: [{ path: 'energyKcal' }] })
  })
})
