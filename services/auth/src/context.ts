import type { Clock } from '@mymacrotracker/runtime'
import type { AccessTokens } from './keys/access-tokens.ts'
import type { ThrottleRule } from './sign-in/domain/throttle.ts'
import type { PasswordHasher } from './passwords/password-hasher.ts'
import type { RefreshTokens } from './sessions/refresh-tokens.ts'
import type { SigningKeys } from './keys/signing-keys.ts'
import type { AuthDatabase } from './store/database.ts'

/** What every handler and job of auth may need. */
export interface AuthContext {
  db: AuthDatabase
  clock: Clock
  passwords: PasswordHasher
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  signingKeys: SigningKeys
  signUpRule: ThrottleRule
  /** HMAC under which attempts are counted. */
  throttleKey(...parts: string[]): Uint8Array<ArrayBuffer>
}
