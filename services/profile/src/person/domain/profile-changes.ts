import { Sex, type Profile, type ProfilePatch } from '@mymacrotracker/contracts/profile/v1/person_service'

export type ProfileChanges = Partial<Profile>

/** Fields that can be unset, by their names in the message, with what they are then. */
export const CLEARED: Readonly<Record<string, ProfileChanges>> = {
  sex: { sex: Sex.SEX_UNSPECIFIED },
  birth_date: { birthDate: undefined },
  height_cm: { heightCm: undefined },
  weight_kg: { weightKg: undefined },
  body_fat_percent: { bodyFatPercent: undefined },
}

/** The fields of a valid patch that differ from what is set, in their kept form: trimmed, each item once, locales canonical. */
export function profileChanges(
  profile: Profile,
  { allergens, dislikes, cleared, ...patch }: ProfilePatch,
): ProfileChanges {
  const given: ProfileChanges = {
    ...patch,
    displayName: patch.displayName === undefined ? undefined : kept(patch.displayName),
    locale: patch.locale && Intl.getCanonicalLocales(patch.locale)[0],
    allergens: allergens && eachOnce(allergens.items),
    dislikes: dislikes && eachOnce(dislikes.items.map(kept)),
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  const unset = cleared.flatMap((field) => Object.entries(CLEARED[field] ?? {}))
  return Object.fromEntries(
    [...said, ...unset].filter(([field, value]) => !isSame(profile[field as keyof Profile], value)),
  )
}

function kept(text: string): string {
  return text.trim().normalize('NFC')
}

function eachOnce(items: readonly string[]): string[] {
  return [...new Set(items)]
}

function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => item === other[at])
  return one === other
}
