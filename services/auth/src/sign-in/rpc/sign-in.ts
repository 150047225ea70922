import type { SignInServiceService } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { InvalidError, UnauthenticatedError } from '@mymacrotracker/errors'
import { v7 as uuidv7 } from 'uuid'
import type { AuthContext } from '../../context.ts'
import { normalEmail } from '../domain/email-address.ts'
import { MAX_PASSWORD } from '../../passwords/passwords.ts'
import { SIGN_IN_RULE, attemptsThatCount, waitForAttemptMs } from '../domain/throttle.ts'
import { throttleAddress } from '../domain/throttle-address.ts'
import type { AuthStores } from '../../store/database.ts'
import { checkedName } from '../checked-text.ts'
import { newSession, tokenPair } from '../../sessions/sessions.ts'
import { tooManyAttempts } from '../too-many-attempts.ts'

export function signIn(context: AuthContext): Handlers<SignInServiceService>['signIn'] {
  const { db, clock, passwords, throttleKey } = context
  return async (request) => {
    const { email, password } = checkedCredentials(request)
    const deviceName = checkedName('deviceName', request.deviceName)
    const nowMs = clock.now()
    const pair = throttleKey('sign-in', email, throttleAddress(request.remoteAddress))

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

/** Only what no account can have is refused here: everything else is answered alike. */
function checkedCredentials(request: { email: string; password: string }): {
  email: string
  password: string
} {
  const email = normalEmail(request.email)
  if (email.length < 1 || email.length > 254 || email.includes('\0'))
    throw InvalidError.field('email', 'INVALID_EMAIL', 'must be an e-mail address of at most 254 characters')
  const length = [...request.password].length
  if (length < 1 || length > MAX_PASSWORD)
    throw InvalidError.field('password', 'OUT_OF_RANGE', `must be 1 to ${MAX_PASSWORD} characters`)
  return { email, password: request.password }
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
