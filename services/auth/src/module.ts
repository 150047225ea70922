import { createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defineModule, joinFeatures } from '@mymacrotracker/runtime'
import { createAccessTokens } from './keys/access-tokens.ts'
import { settings } from './config.ts'
import { signInFeature } from './sign-in/sign-in.ts'
import { sessionsFeature } from './sessions/sessions.ts'
import { keysFeature } from './keys/keys.ts'
import { THROTTLE_WINDOW_MS } from './sign-in/domain/throttle.ts'
import { createPasswordHasher } from './passwords/password-hasher.ts'
import { createRefreshTokens } from './sessions/refresh-tokens.ts'
import { createSigningKeys } from './keys/signing-keys.ts'
import { openDatabase } from './store/database.ts'

export const auth = defineModule({
  name: 'auth',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ config, pool, clock, key, isProduction, wakeRelay }) {
    const db = openDatabase(pool, wakeRelay)
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
      ...joinFeatures(signInFeature(context), sessionsFeature(context), keysFeature(context)),
      stop: () => db.close(),
    }
  },
})
