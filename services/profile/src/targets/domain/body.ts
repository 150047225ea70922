import {
  Sex,
  type ActivityLevel,
  type Goal,
  type GoalKind,
  type Profile,
} from '@mymacrotracker/contracts/profile/v1/person_service'

/** What the formula is given. Kept with each revision, so that a later weight changes the weight in it and nothing else. */
export interface Body {
  sex: Sex
  birthDate?: string | undefined
  heightCm?: number | undefined
  weightKg?: number | undefined
  /** Absent for a weight that was given in the profile. */
  weightMeasuredOn?: string | undefined
  activityLevel: ActivityLevel
  /** Absent while no goal is set: the weight is to be held. */
  goalKind?: GoalKind | undefined
  ratePercentPerWeek?: number | undefined
  /** The formula does not use body fat and says so. */
  isBodyFatKnown: boolean
}

export interface KnownWeight {
  weightKg: number
  /** The day on which it was measured, or given in the profile. */
  date: string
  isMeasured: boolean
}

/** A body with every figure the formula needs. */
export type WholeBody = Body & { birthDate: string; heightCm: number; weightKg: number }

export function bodyOf(profile: Profile, goal: Goal | undefined, weight: KnownWeight | undefined): Body {
  const { sex, birthDate, heightCm, activityLevel, bodyFatPercent } = profile
  const body: Body = {
    sex,
    birthDate,
    heightCm,
    weightKg: profile.weightKg,
    activityLevel,
    goalKind: goal?.kind,
    ratePercentPerWeek: goal?.ratePercentPerWeek,
    isBodyFatKnown: bodyFatPercent !== undefined,
  }
  return weight ? withWeight(body, weight) : body
}

/** The same body, weighing what is given; undefined when its weight is no longer known. */
export function withWeight(body: Body, weight: KnownWeight | undefined): Body {
  return {
    ...body,
    weightKg: weight?.weightKg,
    weightMeasuredOn: weight?.isMeasured ? weight.date : undefined,
  }
}

/** kg/m². */
export function bmiOf({ weightKg, heightCm }: Pick<WholeBody, 'weightKg' | 'heightCm'>): number {
  return weightKg / (heightCm / 100) ** 2
}

/** Names of the figures that nobody gave, as the phone writes them. */
export function missingFigures({ sex, birthDate, heightCm, weightKg }: Body): string[] {
  const given = { sex: sex === Sex.SEX_UNSPECIFIED ? undefined : sex, birthDate, heightCm, weightKg }
  return Object.entries(given)
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
}

export function isWhole(body: Body): body is WholeBody {
  return missingFigures(body).length === 0
}

const FIGURES = [
  'sex',
  'birthDate',
  'heightCm',
  'weightKg',
  'weightMeasuredOn',
  'activityLevel',
  'goalKind',
  'ratePercentPerWeek',
  'isBodyFatKnown',
] as const satisfies (keyof Body)[]

export function isSameBody(one: Body | undefined, other: Body | undefined): boolean {
  return FIGURES.every((figure) => one?.[figure] === other?.[figure])
}
