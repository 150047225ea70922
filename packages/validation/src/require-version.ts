import { ConflictError } from '@mymacrotracker/errors'

/** Refuses a change of a version that is not the current one any more. VERSION_MISMATCH. */
export function requireVersion(version: bigint, expected: bigint | undefined): void {
  if (expected !== undefined && expected !== version)
    throw new ConflictError('VERSION_MISMATCH', `it has changed: it is at version ${version}`)
}
