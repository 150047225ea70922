import { ALLERGENS, DIETS, ageOn, isTimeOfDay, isTimeZone } from '@mymacrotracker/nutrition'
import {
  ActivityLevel,
  Sex,
  Units,
  type ProfilePatch,
} from '@mymacrotracker/contracts/profile/v1/person_service'
import { CLEARED } from './profile-changes.ts'
import { requireDay, requireNumber, requireText, faultsOf, type Fault } from '@mymacrotracker/validation'

const HEIGHT_CM = { min: 50, max: 272 }
const WEIGHT_KG = { min: 20, max: 500 }
const BODY_FAT_PERCENT = { min: 2, max: 75 }
const AGE_YEARS = { min: 13, max: 120 }
const NAME_LENGTH = { min: 0, max: 100 }
const DISLIKE_LENGTH = { min: 1, max: 60 }
const MAX_ITEMS = 100
// Longest tag of RFC 5646, section 4.4.1.
const MAX_LOCALE = 35
const SEXES: readonly Sex[] = [Sex.SEX_FEMALE, Sex.SEX_MALE]
const UNITS: readonly Units[] = [Units.UNITS_METRIC, Units.UNITS_IMPERIAL]
const ACTIVITY_LEVELS: readonly ActivityLevel[] = [
  ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
  ActivityLevel.ACTIVITY_LEVEL_LIGHT,
  ActivityLevel.ACTIVITY_LEVEL_MODERATE,
  ActivityLevel.ACTIVITY_LEVEL_ACTIVE,
  ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE,
]

/** Every fault of a patch that shows without knowing the rest of the profile. */
export function checkProfilePatch(patch: ProfilePatch): Fault[] {
  return [
    ...faultsOf(patch.displayName, (name) => requireText('displayName', name, NAME_LENGTH)),
    ...choiceFaults('sex', patch.sex, SEXES, 'must be female or male'),
    ...faultsOf(patch.birthDate, (day) => requireDay('birthDate', day)),
    ...faultsOf(patch.heightCm, (height) => requireNumber('heightCm', height, HEIGHT_CM)),
    ...choiceFaults('units', patch.units, UNITS, 'must be metric or imperial'),
    ...formFaults('timeZone', patch.timeZone, isTimeZone, [
      'TIME_ZONE_UNKNOWN',
      'must be an IANA time zone such as Europe/Berlin',
    ]),
    ...formFaults('dayStartsAt', patch.dayStartsAt, isTimeOfDay, [
      'TIME_INVALID',
      'must be HH:MM, 00:00 to 23:59',
    ]),
    ...formFaults('locale', patch.locale, isLocale, [
      'LOCALE_INVALID',
      'must be a language tag (BCP 47) such as en or de-AT',
    ]),
    ...choiceFaults(
      'activityLevel',
      patch.activityLevel,
      ACTIVITY_LEVELS,
      'must be sedentary, light, moderate, active or very_active',
    ),
    ...choiceFaults('diet', patch.diet, DIETS, `must be one of ${DIETS.join(', ')}`),
    ...listFaults('allergens', patch.allergens?.items, (path, item) =>
      choiceFaults(path, item, ALLERGENS, `must be one of ${ALLERGENS.join(', ')}`),
    ),
    ...listFaults('dislikes', patch.dislikes?.items, (path, item) =>
      faultsOf(item, (text) => requireText(path, text, DISLIKE_LENGTH)),
    ),
    ...faultsOf(patch.weightKg, (weight) => requireNumber('weightKg', weight, WEIGHT_KG)),
    ...patch.cleared.flatMap((field) =>
      choiceFaults('cleared', field, Object.keys(CLEARED), 'must be a field that can be unset'),
    ),
    ...faultsOf(patch.bodyFatPercent, (percent) =>
      requireNumber('bodyFatPercent', percent, BODY_FAT_PERCENT),
    ),
  ]
}

/** Of a birth date that is a real day, on the person's today. */
export function checkAge(birthDate: string, today: string): Fault[] {
  const age = ageOn(birthDate, today)
  if (age >= AGE_YEARS.min && age <= AGE_YEARS.max) return []
  return [
    {
      path: 'birthDate',
      code: 'AGE_OUT_OF_RANGE',
      message: `must make the person ${AGE_YEARS.min} to ${AGE_YEARS.max} years old`,
    },
  ]
}

function choiceFaults(path: string, value: unknown, choices: readonly unknown[], message: string): Fault[] {
  return value === undefined || choices.includes(value) ? [] : [{ path, code: 'VALUE_UNKNOWN', message }]
}

function formFaults(
  path: string,
  text: string | undefined,
  isRight: (text: string) => boolean,
  [code, message]: [string, string],
): Fault[] {
  return text === undefined || isRight(text) ? [] : [{ path, code, message }]
}

function listFaults(
  path: string,
  items: readonly string[] | undefined,
  itemFaults: (path: string, item: string) => readonly Fault[],
): Fault[] {
  if (items === undefined) return []
  if (items.length > MAX_ITEMS)
    return [{ path, code: 'LENGTH', message: `must have at most ${MAX_ITEMS} items` }]
  return items.flatMap((item, at) => itemFaults(`${path}.${at}`, item))
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
