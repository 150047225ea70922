import type { Profile, ProfilePatch } from '@mymacrotracker/contracts/profile/v1/person_service'

export type ProfileChanges = Partial<Profile>

/** The fields of a valid patch that differ from what is set, in their kept form: trimmed, each item once, locales canonical. */
export function profileChanges(
  profile: Profile,
  { allergens, dislikes, ...patch }: ProfilePatch,
): ProfileChanges {
  const given: ProfileChanges = {
    ...patch,
    displayName: patch.displayName === undefined ? undefined : kept(patch.displayName),
    locale: patch.locale && Intl.getCanonicalLocales(patch.locale)[0],
    allergens: allergens && eachOnce(allergens.items),
    dislikes: dislikes && eachOnce(dislikes.items.map(kept)),
  }
  return Object.fromEntries(
    Object.entries(given).filter(
      ([field, value]) => value !== undefined && !isSame(profile[field as keyof Profile], value),
    ),
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
