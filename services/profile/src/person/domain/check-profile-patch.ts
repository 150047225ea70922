import {
  AGE_YEARS,
  BODY_FAT_PERCENT,
  HEIGHT_CM,
  MAX_DISLIKE,
  MAX_DISPLAY_NAME,
  MAX_LOCALE,
  MAX_NAMES,
  WEIGHT_KG,
} from '@mymacrotracker/contracts'
import { ALLERGENS, DIETS, ageOn } from '@mymacrotracker/nutrition'
import {
  ActivityLevel,
  Sex,
  Units,
  type ProfilePatch,
} from '@mymacrotracker/contracts/profile/v1/person_service'
import { CLEARED } from './profile-changes.ts'
import {
  ifGiven,
  requireAll,
  requireDay,
  requireList,
  requireNumber,
  requireOneOf,
  requireText,
  requireThat,
  requireTimeOfDay,
  requireTimeZone,
} from '@mymacrotracker/validation'

const SEXES: readonly Sex[] = [Sex.SEX_FEMALE, Sex.SEX_MALE]
const UNITS: readonly Units[] = [Units.UNITS_METRIC, Units.UNITS_IMPERIAL]
const ACTIVITY_LEVELS: readonly ActivityLevel[] = [
  ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
  ActivityLevel.ACTIVITY_LEVEL_LIGHT,
  ActivityLevel.ACTIVITY_LEVEL_MODERATE,
  ActivityLevel.ACTIVITY_LEVEL_ACTIVE,
  ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE,
]

/** What can be said of a patch without knowing the rest of the profile. */
export function checkProfilePatch(patch: ProfilePatch): void {
  requireAll({
    displayName: () =>
      ifGiven(patch.displayName, (name) =>
        requireText('displayName', name, { min: 0, max: MAX_DISPLAY_NAME }),
      ),
    sex: () => ifGiven(patch.sex, (sex) => requireOneOf('sex', sex, SEXES, 'female or male')),
    birthDate: () => ifGiven(patch.birthDate, (day) => requireDay('birthDate', day)),
    heightCm: () => ifGiven(patch.heightCm, (height) => requireNumber('heightCm', height, HEIGHT_CM)),
    units: () => ifGiven(patch.units, (units) => requireOneOf('units', units, UNITS, 'metric or imperial')),
    timeZone: () => ifGiven(patch.timeZone, (zone) => requireTimeZone('timeZone', zone)),
    dayStartsAt: () => ifGiven(patch.dayStartsAt, (time) => requireTimeOfDay('dayStartsAt', time)),
    locale: () => ifGiven(patch.locale, checkLocale),
    activityLevel: () =>
      ifGiven(patch.activityLevel, (level) =>
        requireOneOf(
          'activityLevel',
          level,
          ACTIVITY_LEVELS,
          'sedentary, light, moderate, active or very_active',
        ),
      ),
    diet: () => ifGiven(patch.diet, (diet) => requireOneOf('diet', diet, DIETS)),
    allergens: () =>
      ifGiven(patch.allergens, ({ items }) =>
        requireList('allergens', items, MAX_NAMES, (path, name) => requireOneOf(path, name, ALLERGENS)),
      ),
    dislikes: () =>
      ifGiven(patch.dislikes, ({ items }) =>
        requireList('dislikes', items, MAX_NAMES, (path, text) =>
          requireText(path, text, { max: MAX_DISLIKE }),
        ),
      ),
    weightKg: () => ifGiven(patch.weightKg, (weight) => requireNumber('weightKg', weight, WEIGHT_KG)),
    cleared: () =>
      requireAll(
        patch.cleared.map(
          (field) => () => requireOneOf('cleared', field, Object.keys(CLEARED), 'a field that can be unset'),
        ),
      ),
    bodyFatPercent: () =>
      ifGiven(patch.bodyFatPercent, (percent) => requireNumber('bodyFatPercent', percent, BODY_FAT_PERCENT)),
  })
}

/** Of a birth date that is a real day, on the person's today. */
export function checkAge(birthDate: string, today: string): void {
  const age = ageOn(birthDate, today)
  const { min, max } = AGE_YEARS
  const message = `must make the person ${min} to ${max} years old`
  requireThat(age >= min && age <= max, 'birthDate', 'AGE_OUT_OF_RANGE', message)
}

function checkLocale(tag: string): void {
  const message = 'must be a language tag (BCP 47) such as en or de-AT'
  requireThat(isLocale(tag), 'locale', 'LOCALE_INVALID', message)
}

function isLocale(tag: string): boolean {
  return tag !== '' && tag.length <= MAX_LOCALE && succeeds(() => Intl.getCanonicalLocales(tag))
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
