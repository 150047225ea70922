import type { Sealer } from '@mymacrotracker/keys'

/** What a group's parked messages are sealed with; undefined where the keys of the group's service are not held. */
export type SealerOf = (group: string) => Sealer | undefined

/** Throws when this process may not open what the group parked. */
export function sealerFor(sealerOf: SealerOf, group: string): Sealer {
  const sealer = sealerOf(group)
  if (!sealer) throw new Error(`this process does not hold the keys of ${group}`)
  return sealer
}
