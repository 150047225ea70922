import { createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { AuthServiceService } from '@mymacrotracker/contracts'
import { defineModule, registration } from '@mymacrotracker/runtime'
import { createAccessTokens } from './access-tokens.ts'
import { settings } from './config.ts'
import { THROTTLE_WINDOW_MS } from './domain/throttle.ts'
import { rotateSigningKeys } from './jobs/rotate-signing-keys.ts'
import { sweepThrottles } from './jobs/sweep-throttles.ts'
import { createPasswordHasher } from './password-hasher.ts'
import { createRefreshTokens } from './refresh-tokens.ts'
import { getKeySet } from './rpc/get-key-set.ts'
import { refresh } from './rpc/refresh.ts'
import { signIn } from './rpc/sign-in.ts'
import { signOut } from './rpc/sign-out.ts'
import { signUp } from './rpc/sign-up.ts'
import { createSigningKeys } from './signing-keys.ts'
import { openDatabase } from './store/database.ts'

export const auth = defineModule({
  name: 'auth',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ config, pool, clock, key, isProduction, wakeRelay }) {
    const { db, close } = openDatabase(pool, wakeRelay)
    const signingKeys = createSigningKeys({
      db,
      clock,
      sealer: key.sealer('signing-keys'),
      accessTokenTtlMs: config.ACCESS_TOKEN_TTL_MS,
    })
    await signingKeys.rotate()
    // A key that cannot be opened stops the start, not the first sign-in.
    await signingKeys.current()
    const throttleSecret = key.derive('throttles')
    const context = {
      db,
      clock,
      signingKeys,
      passwords: createPasswordHasher(),
      accessTokens: createAccessTokens(signingKeys, config.ACCESS_TOKEN_TTL_MS),
      refreshTokens: createRefreshTokens(key.deriveAll('refresh-tokens')),
      signUpRule: {
        limit: config.SIGN_UP_LIMIT ?? (isProduction ? 100 : 1000),
        windowMs: THROTTLE_WINDOW_MS,
      },
      throttleKey: (...parts: string[]) =>
        new Uint8Array(createHmac('sha256', throttleSecret).update(JSON.stringify(parts)).digest()),
    }
    return {
      services: [
        registration(AuthServiceService, {
          signUp: signUp(context),
          signIn: signIn(context),
          refresh: refresh(context),
          signOut: signOut(context),
          getKeySet: getKeySet(context),
        }),
      ],
      jobs: [rotateSigningKeys(context), sweepThrottles(context)],
      stop: close,
    }
  },
})
