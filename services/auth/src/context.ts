import type { AuthServiceService } from '@mymacrotracker/contracts'
import type { Handlers } from '@mymacrotracker/rpc'
import type { Clock } from '@mymacrotracker/runtime'
import type { AccessTokens } from './access-tokens.ts'
import type { ThrottleRule } from './domain/throttle.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { RefreshTokens } from './refresh-tokens.ts'
import type { SigningKeys } from './signing-keys.ts'
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

export type AuthHandlers = Handlers<AuthServiceService>
