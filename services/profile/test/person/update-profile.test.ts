import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  ActivityLevel,
  Sex,
  Units,
  type ProfilePatch,
} from '@mymacrotracker/contracts/profile/v1/person_service'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aBody, aPatch, energyOf, failureOf } from '../a-person.ts'
import { hearFacts, type HeardFacts } from '../facts.ts'

let house: House
let heard: HeardFacts
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
})
afterAll(() => house.stop())

const update = async (person: Person, patch: Partial<ProfilePatch>) =>
  (await house.as('gateway').profile.person.updateProfile({ patch: aPatch(patch) }, house.call(person)))
    .profile!
const targets = async (person: Person, date = '') =>
  (await house.as('gateway').profile.targets.getTargets({ date }, house.call(person))).targets!
/** The name of the sign-up has arrived, so that later versions are those of the test. */
const named = async () => {
  const person = await house.person()
  await eventually(() => expect(heard.profiles(person.userId).length).toBe(1))
  return person
}

describe('a patch', () => {
  test('changes the fields it gives and no others', async () => {
    const ann = await house.person()
    await update(ann, { heightCm: 165.5, diet: 'vegan', timeZone: 'Europe/Berlin' })
    const after = await update(ann, {
      dayStartsAt: '04:00',
      sex: Sex.SEX_FEMALE,
      units: Units.UNITS_IMPERIAL,
      activityLevel: ActivityLevel.ACTIVITY_LEVEL_LIGHT,
      bodyFatPercent: 28,
    })
    expect(after).toMatchObject({
      heightCm: 165.5,
      diet: 'vegan',
      timeZone: 'Europe/Berlin',
      dayStartsAt: '04:00',
      sex: Sex.SEX_FEMALE,
      units: Units.UNITS_IMPERIAL,
      activityLevel: ActivityLevel.ACTIVITY_LEVEL_LIGHT,
      bodyFatPercent: 28,
      birthDate: undefined,
      weightKg: undefined,
    })
    expect((await house.as('gateway').profile.person.getProfile({}, house.call(ann))).profile).toEqual(after)
  })

  test('unsets the figures it clears, and nothing else can be cleared', async () => {
    const ann = await named()
    await update(ann, aBody({ bodyFatPercent: 15 }))
    const profile = await update(ann, { cleared: ['weight_kg', 'body_fat_percent', 'sex'] })
    expect(profile).toMatchObject({ heightCm: 180, weightKg: undefined, bodyFatPercent: undefined, sex: 0 })
    expect((await targets(ann)).missing).toEqual(['sex', 'weightKg'])
    expect(await failureOf(update(ann, { cleared: ['time_zone'] }))).toMatchObject({
      faults: [{ path: 'cleared', code: 'VALUE_UNKNOWN' }],
    })
  })

  test('replaces lists, and an empty list empties them', async () => {
    const ann = await house.person()
    expect(
      await update(ann, {
        allergens: { items: ['milk', 'egg', 'milk'] },
        dislikes: { items: [' olives ', 'Olives', 'olives'] },
      }),
    ).toMatchObject({ allergens: ['milk', 'egg'], dislikes: ['olives', 'Olives'] })
    expect(await update(ann, { allergens: { items: [] } })).toMatchObject({
      allergens: [],
      dislikes: ['olives', 'Olives'],
    })
  })

  test('keeps names trimmed and locales in canonical form', async () => {
    const ann = await house.person()
    expect(await update(ann, { displayName: '  Ann Ö. ', locale: 'de-at' })).toMatchObject({
      displayName: 'Ann Ö.',
      locale: 'de-AT',
    })
  })

  let refused: Person
  beforeAll(async () => {
    refused = await house.person()
  })

  const TEXT_60 = 'x'.repeat(60)
  test.each<[string, Partial<ProfilePatch>]>([
    ['least figures', { heightCm: 50, weightKg: 20, bodyFatPercent: 2 }],
    ['greatest figures', { heightCm: 272, weightKg: 500, bodyFatPercent: 75 }],
    [
      'a hundred dislikes of 60 characters',
      {
        dislikes: {
          items: Array.from({ length: 100 }, (_, at) => `${TEXT_60.slice(3)}${String(at).padStart(3, '0')}`),
        },
      },
    ],
    ['a zone of three parts', { timeZone: 'America/Argentina/Buenos_Aires' }],
    ['a leap day', { birthDate: '2000-02-29' }],
    ['a script in a locale', { locale: 'zh-Hant-TW' }],
  ])('with %s is taken', async (_name, patch) => {
    expect(await update(await house.person(), patch)).toBeDefined()
  })

  test.each<[string, string, Partial<ProfilePatch>]>([
    ['heightCm', 'OUT_OF_RANGE', { heightCm: 49.9 }],
    ['heightCm', 'OUT_OF_RANGE', { heightCm: 272.1 }],
    ['heightCm', 'OUT_OF_RANGE', { heightCm: NaN }],
    ['heightCm', 'OUT_OF_RANGE', { heightCm: Infinity }],
    ['weightKg', 'OUT_OF_RANGE', { weightKg: 19.9 }],
    ['weightKg', 'OUT_OF_RANGE', { weightKg: 1e308 }],
    ['weightKg', 'OUT_OF_RANGE', { weightKg: -80 }],
    ['bodyFatPercent', 'OUT_OF_RANGE', { bodyFatPercent: 1.9 }],
    ['bodyFatPercent', 'OUT_OF_RANGE', { bodyFatPercent: 75.1 }],
    ['birthDate', 'DATE_INVALID', { birthDate: '1991-02-29' }],
    ['birthDate', 'DATE_INVALID', { birthDate: '' }],
    ['birthDate', 'OUT_OF_RANGE', { birthDate: '1899-12-31' }],
    ['timeZone', 'TIME_ZONE_UNKNOWN', { timeZone: 'Europe/Atlantis' }],
    ['timeZone', 'TIME_ZONE_UNKNOWN', { timeZone: '+02:00' }],
    ['timeZone', 'TIME_ZONE_UNKNOWN', { timeZone: '' }],
    ['dayStartsAt', 'TIME_INVALID', { dayStartsAt: '24:00' }],
    ['dayStartsAt', 'TIME_INVALID', { dayStartsAt: '4:00' }],
    ['locale', 'LOCALE_INVALID', { locale: 'de_AT' }],
    ['locale', 'LOCALE_INVALID', { locale: '' }],
    ['diet', 'VALUE_UNKNOWN', { diet: 'carnivore' }],
    ['sex', 'VALUE_UNKNOWN', { sex: Sex.SEX_UNSPECIFIED }],
    ['sex', 'VALUE_UNKNOWN', { sex: 9 as Sex }],
    ['units', 'VALUE_UNKNOWN', { units: Units.UNITS_UNSPECIFIED }],
    ['activityLevel', 'VALUE_UNKNOWN', { activityLevel: 6 as ActivityLevel }],
    ['allergens.1', 'VALUE_UNKNOWN', { allergens: { items: ['milk', 'Milk'] } }],
    ['dislikes.0', 'LENGTH', { dislikes: { items: [' '] } }],
    ['dislikes.0', 'LENGTH', { dislikes: { items: [`${TEXT_60}x`] } }],
    ['dislikes', 'LENGTH', { dislikes: { items: Array.from({ length: 101 }, String) } }],
    ['dislikes.0', 'TEXT_INVALID', { dislikes: { items: ['a\u0000b'] } }],
    ['displayName', 'LENGTH', { displayName: 'x'.repeat(101) }],
    ['displayName', 'TEXT_INVALID', { displayName: 'Ann\u0000' }],
  ])('with a faulty %s is refused as %s (%j)', async (path, code, patch) => {
    const failure = await failureOf(update(refused, patch))
    expect(failure).toMatchObject({ kind: 'invalid', reason: code, faults: [{ path, code }] })
  })

  test('hears of all its faults at once and changes nothing', async () => {
    const ann = await house.person()
    const failure = await failureOf(update(ann, { heightCm: 5, diet: 'air', locale: 'de-AT' }))
    expect(failure.faults.map(({ path }) => path)).toEqual(['heightCm', 'diet'])
    expect((await house.as('gateway').profile.person.getProfile({}, house.call(ann))).profile!.locale).toBe(
      'en',
    )
  })

  test('makes nobody younger than 13 or older than 120, by the day it is for them', async () => {
    const ann = await house.person()
    try {
      // 11:30 on the 20th in UTC is half past midnight on the 21st in Auckland.
      house.clock.set(Date.parse('2026-11-20T11:30:00Z'))
      await expect(update(ann, { birthDate: '2013-11-21' })).rejects.toMatchObject({
        reason: 'AGE_OUT_OF_RANGE',
      })
      await expect(update(ann, { birthDate: '1905-11-20' })).rejects.toMatchObject({
        reason: 'AGE_OUT_OF_RANGE',
      })
      expect(await update(ann, { birthDate: '2013-11-20' })).toMatchObject({ birthDate: '2013-11-20' })
      expect(await update(ann, { birthDate: '2013-11-21', timeZone: 'Pacific/Auckland' })).toMatchObject({
        birthDate: '2013-11-21',
      })
    } finally {
      house.clock.set(Date.now())
    }
  })
})

describe('what is stated', () => {
  test('each change states the whole profile, with a version that grows by one; no change states nothing', async () => {
    const ann = await named()
    await update(ann, { diet: 'vegan' })
    await update(ann, { diet: 'vegan' })
    await update(ann, {})
    await failureOf(update(ann, { heightCm: 1 }))
    const last = await update(ann, { timeZone: 'Europe/Berlin' })
    await eventually(() => expect(heard.profiles(ann.userId).length).toBe(3))
    const [signedUp, vegan, berlin] = heard.profiles(ann.userId)
    expect([signedUp!.version, vegan!.version, berlin!.version]).toEqual([1n, 2n, 3n])
    expect(vegan!.profile!.diet).toBe('vegan')
    expect(berlin!.profile).toEqual(last)
    expect(heard.targets(ann.userId)).toEqual([])
  })

  test('targets are stated when the formula can be worked out, and when its figures change', async () => {
    const ann = await named()
    await update(ann, aPatch({ sex: Sex.SEX_MALE, birthDate: '1991-05-01', heightCm: 180 }))
    await update(ann, { weightKg: 80 })
    await update(ann, { diet: 'vegan' })
    await update(ann, { bodyFatPercent: 15 })
    await update(ann, { activityLevel: ActivityLevel.ACTIVITY_LEVEL_MODERATE })
    const today = (await targets(ann)).date
    // The first; what days before it go on showing; the body fat changes its explanation; the activity its figures.
    await eventually(() =>
      expect(heard.targets(ann.userId).map(({ version, effectiveFrom }) => [version, effectiveFrom])).toEqual(
        [
          [1n, today],
          [2n, '1900-01-01'],
          [3n, today],
          [4n, today],
        ],
      ),
    )
    const [first, , , second] = heard.targets(ann.userId)
    expect(first!.byWeekday.map(energyOf)).toEqual(Array(7).fill(energyOf(first!.byWeekday[0])))
    expect(energyOf(second!.byWeekday[0])! / energyOf(first!.byWeekday[0])!).toBeCloseTo(1.55 / 1.2, 2)
    expect((await targets(ann)).explanation).toContain('body fat is not used')
  })

  test('twenty changes at once are twenty versions, each once', async () => {
    const ann = await named()
    await Promise.all(Array.from({ length: 20 }, (_, at) => update(ann, { weightKg: 60 + at })))
    await eventually(() =>
      expect(heard.profiles(ann.userId).map(({ version }) => version)).toEqual(
        Array.from({ length: 21 }, (_, at) => BigInt(at + 1)),
      ),
    )
    const last = heard.profiles(ann.userId).at(-1)!.profile
    expect((await house.as('gateway').profile.person.getProfile({}, house.call(ann))).profile).toEqual(last)
  })
})

test('a change of the body holds from today on and leaves the days before', async () => {
  const ann = await house.person()
  try {
    house.clock.set(Date.parse('2026-11-20T12:00:00Z'))
    await update(ann, aBody())
    house.clock.set(Date.parse('2026-11-25T12:00:00Z'))
    await update(ann, { weightKg: 90 })
    const energies = await Promise.all(
      ['2026-11-24', '2026-11-25', '2027-11-25', ''].map(async (date) => energyOf(await targets(ann, date))),
    )
    // 100 kcal more at rest, × 1.55.
    expect(energies).toEqual([2720, 2875, 2875, 2875])
  } finally {
    house.clock.set(Date.now())
  }
})
