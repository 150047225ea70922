import { SessionsServiceService } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { AuthContext } from '../context.ts'
import { refresh } from './rpc/refresh.ts'
import { signOut } from './rpc/sign-out.ts'

export { newSession } from './new-session.ts'
export { tokenPair } from './token-pair.ts'

/** Sessions and their refresh tokens. */
export function sessionsFeature(context: AuthContext): FeatureParts {
  return {
    services: [
      registration(SessionsServiceService, { refresh: refresh(context), signOut: signOut(context) }),
    ],
  }
}
