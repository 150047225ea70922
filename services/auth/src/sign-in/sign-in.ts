import { SignInServiceService } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { AuthContext } from '../context.ts'
import { sweepThrottles } from './jobs/sweep-throttles.ts'
import { signUp } from './rpc/sign-up.ts'
import { signIn } from './rpc/sign-in.ts'

/** Accounts, and signing in to them. */
export function signInFeature(context: AuthContext): FeatureParts {
  return {
    services: [registration(SignInServiceService, { signUp: signUp(context), signIn: signIn(context) })],
    jobs: [sweepThrottles(context)],
  }
}
