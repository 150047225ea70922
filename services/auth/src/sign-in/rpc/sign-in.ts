import { MAX_DISPLAY_NAME, MAX_EMAIL, MAX_PASSWORD } from '@mymacrotracker/contracts'
import { requireAll, requireText, requireThat } from '@mymacrotracker/validation'
import type { SignInRequest, SignInServiceService } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import { subscriberKey, type Handlers } from '@mymacrotracker/rpc'
import { UnauthenticatedError } from '@mymacrotracker/errors'
import { v7 as uuidv7 } from 'uuid'
import type { AuthContext } from '../../context.ts'
import { normalEmail } from '../domain/email-address.ts'
import { SIGN_IN_RULE, attemptsThatCount, waitForAttemptMs } from '../domain/throttle.ts'
import type { AuthStores } from '../../store/database.ts'
import { newSession, tokenPair } from '../../sessions/sessions.ts'
import { tooManyAttempts } from '../too-many-attempts.ts'

export function signIn(context: AuthContext): Handlers<SignInServiceService>['signIn'] {
  const { db, clock, passwords, throttleKey } = context
  return async (request) => {
    const { email, password, deviceName } = checked(request)
    const nowMs = clock.now()
    const pair = throttleKey('sign-in', email, subscriberKey(request.remoteAddress))

    const found = await db.asSystem(async ({ accounts, throttles }) => {
      refuseWhenThrottled(await throttles.attempts(pair), nowMs)
      return accounts.findUserId(email)
    })
    // An unknown address goes the whole way as nobody, so that it takes as long as a known one.
    const userId = found ?? uuidv7()
    const account = await db.asUser(userId, ({ accounts }) => accounts.find(userId))
    const isRight = await passwords.verify(password, account?.passwordHash)

    const { session, refreshToken } = newSession(context, { userId, deviceName, nowMs })
    await db.asUser(userId, async ({ throttles, sessions }) => {
      const failures = await throttles.lockedAttempts(pair)
      // Again, for guesses that were under way together: past the limit even the right one says nothing.
      refuseWhenThrottled(failures, nowMs)
      if (!isRight) return countFailure(throttles, pair, failures, nowMs)
      await throttles.clear(pair)
      await sessions.removeExpired(userId, new Date(nowMs))
      await sessions.add(session)
    })
    if (!account || !isRight)
      throw new UnauthenticatedError('BAD_CREDENTIALS', 'the e-mail address or the password is wrong')
    return {
      user: { id: userId, email, displayName: account.displayName },
      tokens: await tokenPair(context, { userId, sessionId: session.id, refreshToken, nowMs }),
    }
  }
}

/** Only what no account can have is refused here: everything else gets the same answer. */
function checked(request: SignInRequest) {
  const email = normalEmail(request.email)
  const isPossible = email.length > 0 && email.length <= MAX_EMAIL && !email.includes('\0')
  const emailWords = `must be an e-mail address of at most ${MAX_EMAIL} characters`
  const { deviceName } = requireAll({
    email: () => requireThat(isPossible, 'email', 'INVALID_EMAIL', emailWords),
    password: () => requireNumberOfCharacters(request.password),
    deviceName: () => requireText('deviceName', request.deviceName, { min: 0, max: MAX_DISPLAY_NAME }),
  })
  return { email, password: request.password, deviceName }
}

function requireNumberOfCharacters(password: string): void {
  const count = [...password].length
  const message = `must be 1 to ${MAX_PASSWORD} characters`
  requireThat(count >= 1 && count <= MAX_PASSWORD, 'password', 'OUT_OF_RANGE', message)
}

function refuseWhenThrottled(failures: readonly Date[], nowMs: number): void {
  const waitMs = waitForAttemptMs(failures, nowMs, SIGN_IN_RULE)
  if (waitMs > 0) throw tooManyAttempts(waitMs)
}

async function countFailure(
  throttles: AuthStores['throttles'],
  pair: Uint8Array<ArrayBuffer>,
  failures: readonly Date[],
  nowMs: number,
): Promise<void> {
  await throttles.keep(pair, [...attemptsThatCount(failures, nowMs, SIGN_IN_RULE), new Date(nowMs)])
}
