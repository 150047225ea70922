import { ActivityLevel, Sex, Units, type Profile } from '@mymacrotracker/contracts/profile/v1/person_service'

/** What is answered before anything is set. Body figures have no default. The columns' defaults say the same. */
export const DEFAULT_PROFILE: Profile = {
  displayName: '',
  sex: Sex.SEX_UNSPECIFIED,
  birthDate: undefined,
  heightCm: undefined,
  units: Units.UNITS_METRIC,
  timeZone: 'UTC',
  dayStartsAt: '00:00',
  locale: 'en',
  activityLevel: ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
  diet: 'none',
  allergens: [],
  dislikes: [],
  weightKg: undefined,
  bodyFatPercent: undefined,
}
