import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CARBOHYDRATE, ENERGY, FAT, FIBRE, PROTEIN } from '@mymacrotracker/nutrition'
import { ActivityLevel, GoalKind, Sex } from '@mymacrotracker/contracts/profile/v1/person_service'
import { type Body, type WholeBody, missingFigures } from '../../dist/targets/domain/body.js'
import { planEnergy, restingKcal } from '../../dist/targets/domain/energy.js'
import { formulaRevision } from '../../dist/targets/domain/formula-revision.js'
import { splitEnergy } from '../../dist/targets/domain/macros.js'

const aMan: Body = {
  sex: Sex.SEX_MALE,
  birthDate: '1991-05-01',
  heightCm: 180,
  weightKg: 80,
  activityLevel: ActivityLevel.ACTIVITY_LEVEL_MODERATE,
  goalKind: GoalKind.GOAL_KIND_LOSE,
  ratePercentPerWeek: 0.5,
  isBodyFatKnown: false,
}
const aWoman: Body = {
  sex: Sex.SEX_FEMALE,
  birthDate: '1996-01-15',
  heightCm: 165,
  weightKg: 65,
  activityLevel: ActivityLevel.ACTIVITY_LEVEL_LIGHT,
  goalKind: GoalKind.GOAL_KIND_MAINTAIN,
  ratePercentPerWeek: 0,
  isBodyFatKnown: false,
}
const DAY = '2026-11-21'

function figures(body: Body, day = DAY) {
  const { days, warnings } = formulaRevision(body, day)
  const { amounts, waterMl } = days[0]!
  const of = (nutrient: number) => amounts[nutrient]
  return {
    energyKcal: of(ENERGY),
    proteinG: of(PROTEIN),
    carbohydrateG: of(CARBOHYDRATE),
    fatG: of(FAT),
    fibreG: of(FIBRE),
    waterMl,
    warnings,
  }
}

// All figures below are worked out by hand from Mifflin et al. 1990 (Am J Clin Nutr 51:241).
describe('known answers', () => {
  test('a man of 35 who loses half a percent a week', () => {
    // 800 + 1125 − 175 + 5 = 1755; × 1.55 = 2720.25; 0.4 kg × 7700 / 7 = 440; 1.8 × 80 = 144 g; 0.8 × 80 = 64 g > 25 %; (2280 − 576 − 576) / 4 = 282 g
    expect(figures(aMan)).toEqual({
      energyKcal: 2280,
      proteinG: 144,
      carbohydrateG: 282,
      fatG: 64,
      fibreG: 32,
      waterMl: 2800,
      warnings: [],
    })
  })

  test('a woman of 30 who holds her weight', () => {
    // 650 + 1031.25 − 150 − 161 = 1370.25; × 1.375 = 1884.09; 1.6 × 65 = 104 g; 25 % = 52.3 g; (1884 − 416 − 468) / 4 = 250 g
    expect(figures(aWoman)).toEqual({
      energyKcal: 1884,
      proteinG: 104,
      carbohydrateG: 250,
      fatG: 52,
      fibreG: 26,
      waterMl: 2275,
      warnings: [],
    })
  })

  test('a woman of 30 who gains a quarter percent a week', () => {
    // 1884.09 + 0.1625 kg × 7700 / 7 = 178.75 → 2062.84; 1.8 × 65 = 117 g; 25 % = 57.3 g; (2063 − 468 − 513) / 4 = 270.5 g
    expect(figures({ ...aWoman, goalKind: GoalKind.GOAL_KIND_GAIN, ratePercentPerWeek: 0.25 })).toMatchObject(
      { energyKcal: 2063, proteinG: 117, carbohydrateG: 271, fatG: 57, warnings: [] },
    )
  })

  test('a small woman of 60 is not sent below 1,200 kcal', () => {
    // 500 + 968.75 − 300 − 161 = 1007.75; × 1.2 = 1209.3; − 550 = 659.3
    const small = {
      ...aWoman,
      birthDate: '1966-01-01',
      heightCm: 155,
      weightKg: 50,
      activityLevel: ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
      goalKind: GoalKind.GOAL_KIND_LOSE,
      ratePercentPerWeek: 1,
    }
    expect(figures(small)).toMatchObject({
      energyKcal: 1200,
      proteinG: 90,
      carbohydrateG: 120,
      fatG: 40,
      warnings: ['CALORIE_FLOOR'],
    })
  })

  test('a heavy man is not sent below his energy at rest, and his protein goes by the weight at a BMI of 30', () => {
    // 2000 + 1125 − 200 + 5 = 2930; × 1.55 = 4541.5; − 2200 = 2341.5; 30 × 1.8² = 97.2 kg; × 1.8 = 175 g; 25 % = 81.4 g > 77.8 g; (2930 − 700 − 729) / 4 = 375.25
    expect(figures({ ...aMan, birthDate: '1986-01-01', weightKg: 200, ratePercentPerWeek: 1 })).toMatchObject(
      {
        energyKcal: 2930,
        proteinG: 175,
        carbohydrateG: 375,
        fatG: 81,
        waterMl: 3402,
        warnings: ['CALORIE_FLOOR'],
      },
    )
  })

  test.each([
    [ActivityLevel.ACTIVITY_LEVEL_SEDENTARY, 1644],
    [ActivityLevel.ACTIVITY_LEVEL_LIGHT, 1884],
    [ActivityLevel.ACTIVITY_LEVEL_MODERATE, 2124],
    [ActivityLevel.ACTIVITY_LEVEL_ACTIVE, 2364],
    [ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE, 2603],
  ])('activity level %i of 1370.25 kcal at rest gives %i kcal', (activityLevel, energyKcal) => {
    expect(figures({ ...aWoman, activityLevel }).energyKcal).toBe(energyKcal)
  })

  test('men and women of the same figures differ by 166 kcal at rest', () => {
    const body = { weightKg: 70, heightCm: 170 }
    expect(restingKcal({ ...body, sex: Sex.SEX_MALE }, 40)).toBe(1567.5)
    expect(restingKcal({ ...body, sex: Sex.SEX_FEMALE }, 40)).toBe(1401.5)
  })

  test('the age grows on the birthday', () => {
    expect(figures(aMan, '2027-04-30').energyKcal).toBe(2280)
    // One year: 5 kcal × 1.55 = 7.75 less than 2280.25.
    expect(figures(aMan, '2027-05-01').energyKcal).toBe(2273)
  })
})

describe('energy that has no room for all', () => {
  const body = { weightKg: 80, heightCm: 180, goalKind: GoalKind.GOAL_KIND_LOSE }

  test('goes to protein first, then to fat', () => {
    // 144 g protein are 576 kcal; of 900 kcal 324 remain, which are 36 g of fat instead of 64 g.
    expect(splitEnergy(900, body)).toMatchObject({ proteinG: 144, fatG: 36, carbohydrateG: 0 })
    expect(splitEnergy(500, body)).toMatchObject({ proteinG: 125, fatG: 0, carbohydrateG: 0 })
  })

  test('never leaves carbohydrate below 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 6000, noNaN: true }), (kcal) => {
        const { energyKcal, proteinG, carbohydrateG, fatG } = splitEnergy(kcal, body)
        expect(Math.min(proteinG, carbohydrateG, fatG)).toBeGreaterThanOrEqual(0)
        expect(Math.abs(4 * proteinG + 4 * carbohydrateG + 9 * fatG - energyKcal)).toBeLessThanOrEqual(2)
      }),
    )
  })
})

describe('the explanation', () => {
  test('holds the whole calculation', () => {
    expect(formulaRevision(aMan, DAY).explanation).toBe(
      'Mifflin-St Jeor: 10 × 80.0 kg + 6.25 × 180 cm − 5 × 35 + 5 = 1,755 kcal at rest; × 1.55 (moderate) = 2,720; ' +
        '−0.5 % of 80.0 kg a week = −440 kcal a day (at 7,700 kcal per kg of body weight, a convention) = 2,280 kcal a day. The weight is the one given in the profile. ' +
        'Protein 1.8 g per kg = 144 g; fat the larger of 0.8 g per kg and 25 % of 2,280 kcal, as far as protein leaves room, = 64 g; ' +
        'carbohydrate the rest = 282 g; fibre 14 g per 1,000 kcal = 32 g; water 35 ml per kg = 2,800 ml.',
    )
  })

  test('says that no goal is set, when the weight was measured and that body fat is not used', () => {
    const { explanation } = formulaRevision(
      {
        ...aWoman,
        goalKind: undefined,
        ratePercentPerWeek: undefined,
        weightMeasuredOn: '2026-11-20',
        isBodyFatKnown: true,
      },
      DAY,
    )
    expect(explanation).toContain('− 5 × 30 − 161 = 1,370 kcal at rest')
    expect(explanation).toContain('as no goal is set')
    expect(explanation).toContain('The weight was measured on 2026-11-20.')
    expect(explanation).toContain('The body fat is not used by this formula.')
  })

  test('says when the floor raised the target and when the weight was capped', () => {
    const { explanation } = formulaRevision({ ...aMan, weightKg: 200, ratePercentPerWeek: 3 }, DAY)
    expect(explanation).toContain('Raised to 2,955 kcal: no target goes below energy at rest or 1,500 kcal.')
    expect(explanation).toContain('97.2 kg, the weight of this height at a BMI of 30')
  })
})

describe('rates', () => {
  test.each([
    [GoalKind.GOAL_KIND_LOSE, 1, []],
    [GoalKind.GOAL_KIND_LOSE, 1.1, ['RATE_FAST']],
    [GoalKind.GOAL_KIND_LOSE, 1.5, ['RATE_FAST']],
    [GoalKind.GOAL_KIND_LOSE, 1.6, ['RATE_VERY_FAST']],
    [GoalKind.GOAL_KIND_GAIN, 0.25, []],
    [GoalKind.GOAL_KIND_GAIN, 0.3, ['RATE_FAST']],
    [GoalKind.GOAL_KIND_GAIN, 0.5, ['RATE_FAST']],
    [GoalKind.GOAL_KIND_GAIN, 0.6, ['RATE_VERY_FAST']],
  ])('goal %i at %d percent a week is warned of with %j', (goalKind, ratePercentPerWeek, warnings) => {
    // Very active and tall, so that the floor stays out of it.
    expect(
      figures({
        ...aMan,
        activityLevel: ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE,
        goalKind,
        ratePercentPerWeek,
      }).warnings,
    ).toEqual(warnings)
  })
})

describe('for every body', () => {
  const dates = fc
    .integer({ min: 1907, max: 2013 })
    .chain((year) =>
      fc.integer({ min: 1, max: 12 }).map((month) => `${year}-${String(month).padStart(2, '0')}-11`),
    )
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const goal = fc.oneof(
    fc.record({ goalKind: fc.constant(GoalKind.GOAL_KIND_LOSE), ratePercentPerWeek: number(0, 3) }),
    fc.record({ goalKind: fc.constant(GoalKind.GOAL_KIND_GAIN), ratePercentPerWeek: number(0, 2) }),
    fc.constant({ goalKind: GoalKind.GOAL_KIND_MAINTAIN, ratePercentPerWeek: 0 }),
    fc.constant({}),
  )
  const wholeBody = fc
    .tuple(
      fc.record({
        sex: fc.constantFrom(Sex.SEX_FEMALE, Sex.SEX_MALE),
        birthDate: dates,
        heightCm: number(50, 272),
        weightKg: number(20, 500),
        activityLevel: fc.constantFrom<ActivityLevel>(1, 2, 3, 4, 5),
        isBodyFatKnown: fc.boolean(),
      }),
      goal,
    )
    .map(([body, aim]): Body => ({ ...body, ...aim }))

  test('nothing is negative and everything is a whole number', () => {
    fc.assert(
      fc.property(wholeBody, (body) => {
        const { warnings: _, ...numbers } = figures(body)
        for (const value of Object.values(numbers)) expect(Number.isInteger(value) && value! >= 0).toBe(true)
      }),
    )
  })

  test('energy is at least energy at rest and 1,200 or 1,500 kcal, and never more than the body burns or gains by', () => {
    fc.assert(
      fc.property(wholeBody, (body) => {
        const age =
          2026 - Number(body.birthDate!.slice(0, 4)) - (body.birthDate!.slice(5) > DAY.slice(5) ? 1 : 0)
        const atRest =
          10 * body.weightKg! + 6.25 * body.heightCm! - 5 * age + (body.sex === Sex.SEX_MALE ? 5 : -161)
        const floor = Math.max(atRest, body.sex === Sex.SEX_MALE ? 1500 : 1200)
        const { expenditureKcal, goalKcal } = planEnergy(body as WholeBody, DAY)
        const { energyKcal } = figures(body)
        expect(energyKcal!).toBeGreaterThanOrEqual(
          Math.round(Math.max(800, Math.min(floor, expenditureKcal))),
        )
        expect(energyKcal!).toBeLessThanOrEqual(
          Math.round(Math.max(800, expenditureKcal + Math.max(0, goalKcal))),
        )
      }),
    )
  })

  test('protein, carbohydrate and fat add up to the energy within 2 kcal', () => {
    fc.assert(
      fc.property(wholeBody, (body) => {
        const { energyKcal, proteinG, carbohydrateG, fatG } = figures(body)
        expect(Math.abs(4 * proteinG! + 4 * carbohydrateG! + 9 * fatG! - energyKcal!)).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('more activity never lowers the target, and more loss never raises it', () => {
    fc.assert(
      fc.property(wholeBody, number(0, 3), number(0, 3), (body, one, other) => {
        const [slow, fast] = one < other ? [one, other] : [other, one]
        const losing = (ratePercentPerWeek: number) =>
          figures({ ...body, goalKind: GoalKind.GOAL_KIND_LOSE, ratePercentPerWeek }).energyKcal!
        expect(losing(fast)).toBeLessThanOrEqual(losing(slow))
        const levels = ([1, 2, 3, 4, 5] as const).map(
          (activityLevel) => figures({ ...body, activityLevel }).energyKcal!,
        )
        expect(levels).toEqual(levels.toSorted((a, b) => a - b))
      }),
    )
  })

  test('a missing figure is named and never guessed', () => {
    const figure = fc.constantFrom(
      'sex' as const,
      'birthDate' as const,
      'heightCm' as const,
      'weightKg' as const,
    )
    fc.assert(
      fc.property(wholeBody, fc.uniqueArray(figure, { minLength: 1 }), (body, absent) => {
        const partial: Body = {
          ...body,
          ...Object.fromEntries(
            absent.map((name) => [name, name === 'sex' ? Sex.SEX_UNSPECIFIED : undefined]),
          ),
        }
        const { days, missing } = formulaRevision(partial, DAY)
        expect(missing.toSorted()).toEqual(absent.toSorted())
        expect(missingFigures(partial)).toEqual(missing)
        expect(
          days.flatMap(({ amounts, waterMl }) => [
            ...Object.values(amounts),
            ...(waterMl === undefined ? [] : [waterMl]),
          ]),
        ).toEqual([])
      }),
    )
  })
})

describe('bodies that need care', () => {
  const warnings = (body: Partial<Body>) => formulaRevision({ ...aWoman, ...body }, DAY).warnings
  const LOSE = { goalKind: GoalKind.GOAL_KIND_LOSE, ratePercentPerWeek: 0.5 }

  test.each([
    ['a person far underweight who wants to lose', { heightCm: 165, weightKg: 38, ...LOSE }, 'UNDERWEIGHT'],
    ['a person of 14', { birthDate: '2012-05-01', weightKg: 50 }, 'UNDER_18'],
    ['a height in inches', { heightCm: 68, weightKg: 80 }, 'BODY_IMPLAUSIBLE'],
    ['a weight in stone', { heightCm: 190, weightKg: 22 }, 'BODY_IMPLAUSIBLE'],
  ])('%s is warned of', (_who, body, code) => {
    expect(warnings(body)).toContain(code)
  })

  test('an ordinary body is not, and neither is a light one that is to gain', () => {
    expect(warnings({})).toEqual([])
    expect(warnings({ weightKg: 48, goalKind: GoalKind.GOAL_KIND_GAIN, ratePercentPerWeek: 0.2 })).toEqual([])
  })

  test.each([
    ['holding the weight', GoalKind.GOAL_KIND_MAINTAIN, 0],
    ['losing', GoalKind.GOAL_KIND_LOSE, 0.5],
  ])('%s never asks a small body to eat more than it burns', (_what, goalKind, ratePercentPerWeek) => {
    const small = {
      ...aWoman,
      birthDate: '1955-03-01',
      heightCm: 150,
      weightKg: 40,
      activityLevel: ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
      goalKind,
      ratePercentPerWeek,
    } as WholeBody
    const { expenditureKcal } = planEnergy(small, DAY)
    expect(expenditureKcal).toBeLessThan(1200)
    expect(formulaRevision(small, DAY).days[0]!.amounts[ENERGY]).toBe(Math.round(expenditureKcal))
  })
})
