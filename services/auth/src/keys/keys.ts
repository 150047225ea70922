import { KeysServiceService } from '@mymacrotracker/contracts/auth/v1/keys_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { AuthContext } from '../context.ts'
import { rotateSigningKeys } from './jobs/rotate-signing-keys.ts'
import { getKeySet } from './rpc/get-key-set.ts'

/** The keys that access tokens are signed with. */
export function keysFeature(context: AuthContext): FeatureParts {
  return {
    services: [registration(KeysServiceService, { getKeySet: getKeySet(context) })],
    jobs: [rotateSigningKeys(context)],
  }
}
