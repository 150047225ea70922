import type { Job } from '@mymacrotracker/runtime'
import type { AuthContext } from '../../context.ts'

/** Publishes the next signing key in time and destroys those that are done. */
export function rotateSigningKeys({ signingKeys }: Pick<AuthContext, 'signingKeys'>): Job {
  return { name: 'auth.rotate-signing-keys', everyMs: 3_600_000, run: () => signingKeys.rotate() }
}
