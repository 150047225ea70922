import { PersonServiceService } from '@mymacrotracker/contracts/profile/v1/person_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { ProfileContext } from '../context.ts'
import { onUserSignedUp } from './consumers/on-user-signed-up.ts'
import { getProfile } from './rpc/get-profile.ts'
import { updateProfile } from './rpc/update-profile.ts'

/** Who a person is: body, units, diet and goal. */
export function personFeature(context: ProfileContext): FeatureParts {
  return {
    services: [
      registration(PersonServiceService, {
        getProfile: getProfile(context),
        updateProfile: updateProfile(context),
      }),
    ],
    consumers: [onUserSignedUp(context)],
  }
}
