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
  /** Absent for the starting weight. */
  weightMeasuredOn?: string | undefined
  activityLevel: ActivityLevel
  /** Absent while no goal is set: the weight is to be held. */
  goalKind?: GoalKind | undefined
  ratePercentPerWeek?: number | undefined
  /** The formula does not use body fat and says so. */
  isBodyFatKnown: boolean
}

export interface MeasuredWeight {
  weightKg: number
  date: string
  measuredAt: Date
  version: bigint
}

/** A body with every figure the formula needs. */
export type WholeBody = Body & { birthDate: string; heightCm: number; weightKg: number }

export function bodyOf(profile: Profile, goal: Goal | undefined, measured: MeasuredWeight | undefined): Body {
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
  return measured ? withWeight(body, measured) : body
}

export function withWeight(body: Body, { weightKg, date }: Pick<MeasuredWeight, 'weightKg' | 'date'>): Body {
  return { ...body, weightKg, weightMeasuredOn: date }
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

/** Of one instant, the later version corrects the earlier. */
export function isNewerWeight(one: MeasuredWeight, other: MeasuredWeight): boolean {
  const apartMs = one.measuredAt.getTime() - other.measuredAt.getTime()
  return apartMs > 0 || (apartMs === 0 && one.version > other.version)
}
