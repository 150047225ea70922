import { CARBOHYDRATE, ENERGY, FAT, FIBRE, PROTEIN } from '@mymacrotracker/nutrition'
import { ActivityLevel, Sex, type ProfilePatch } from '@mymacrotracker/contracts/profile/v1/person_service'
import { type CustomTargets, type Targets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import type { ServiceError } from '@mymacrotracker/errors'

export const aPatch = (patch: Partial<ProfilePatch>): ProfilePatch => ({
  allergens: undefined,
  dislikes: undefined,
  cleared: [],
  ...patch,
})

/** Everything the formula needs: 1,755 kcal at rest, 2,720 a day. */
export const aBody = (patch: Partial<ProfilePatch> = {}): ProfilePatch =>
  aPatch({
    sex: Sex.SEX_MALE,
    birthDate: '1991-05-01',
    heightCm: 180,
    weightKg: 80,
    activityLevel: ActivityLevel.ACTIVITY_LEVEL_MODERATE,
    ...patch,
  })

const KEYS = {
  energyKcal: ENERGY,
  proteinG: PROTEIN,
  carbohydrateG: CARBOHYDRATE,
  fatG: FAT,
  fibreG: FIBRE,
} as const

export type Figures = Partial<Record<keyof typeof KEYS | 'waterMl', number>>

export function custom({ waterMl, ...figures }: Figures): CustomTargets {
  return {
    amounts: Object.entries(figures).map(([key, amount]) => ({
      nutrient: KEYS[key as keyof typeof KEYS],
      amount,
    })),
    waterMl,
  }
}

export function energyOf(targets: Pick<Targets, 'amounts'> | undefined): number | undefined {
  return targets?.amounts.find(({ nutrient }) => nutrient === ENERGY)?.amount
}

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  return call.then(
    () => {
      throw new Error('the call succeeded')
    },
    (error: unknown) => error as ServiceError,
  )
}
