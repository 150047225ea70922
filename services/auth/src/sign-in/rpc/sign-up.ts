import type { SignInServiceService, SignUpRequest } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import { subscriberKey, type Handlers } from '@mymacrotracker/rpc'
import { MAX_DISPLAY_NAME, MAX_EMAIL, userTopic } from '@mymacrotracker/contracts'
import { requireAll, requireText, requireThat } from '@mymacrotracker/validation'
import { ConflictError } from '@mymacrotracker/errors'
import { v7 as uuidv7 } from 'uuid'
import type { AuthContext } from '../../context.ts'
import { isEmail, normalEmail } from '../domain/email-address.ts'
import { passwordFault } from '../../passwords/passwords.ts'
import { attemptsThatCount, waitForAttemptMs } from '../domain/throttle.ts'
import { newSession, tokenPair } from '../../sessions/sessions.ts'
import { tooManyAttempts } from '../too-many-attempts.ts'

export function signUp(context: AuthContext): Handlers<SignInServiceService>['signUp'] {
  const { db, clock, passwords } = context
  return async (request) => {
    const { email, displayName, deviceName } = checked(request)

    const nowMs = clock.now()
    await countAttempt(context, request.remoteAddress, nowMs)
    const passwordHash = await passwords.hash(request.password)
    const userId = uuidv7()
    const { session, refreshToken } = newSession(context, { userId, deviceName, nowMs })
    await db.asUser(userId, async ({ accounts, sessions, outbox }) => {
      const isNew = await accounts.add({
        userId,
        email,
        displayName,
        passwordHash,
        createdAt: new Date(nowMs),
      })
      if (!isNew) throw new ConflictError('EMAIL_TAKEN', 'there is an account with this e-mail address')
      await sessions.add(session)
      await outbox.append(userTopic, userId, { fact: { $case: 'signedUp', value: { userId, displayName } } })
    })
    return {
      user: { id: userId, email, displayName },
      tokens: await tokenPair(context, { userId, sessionId: session.id, refreshToken, nowMs }),
    }
  }
}

function checked(request: SignUpRequest) {
  const email = normalEmail(request.email)
  const fault = passwordFault(request.password, email)
  const name = { min: 0, max: MAX_DISPLAY_NAME }
  const emailWords = `must be an e-mail address of at most ${MAX_EMAIL} characters`
  const { displayName, deviceName } = requireAll({
    email: () => requireThat(isEmail(email), 'email', 'INVALID_EMAIL', emailWords),
    password: () => requireThat(!fault, 'password', 'WEAK_PASSWORD', fault ?? ''),
    displayName: () => requireText('displayName', request.displayName, name),
    deviceName: () => requireText('deviceName', request.deviceName, name),
  })
  return { email, displayName, deviceName }
}

/** Counted before the password is hashed, which is the expensive part, and whatever comes of it. */
async function countAttempt(
  { db, signUpRule, throttleKey }: AuthContext,
  remoteAddress: string,
  nowMs: number,
): Promise<void> {
  const key = throttleKey('sign-up', subscriberKey(remoteAddress))
  await db.asSystem(async ({ throttles }) => {
    const attempts = await throttles.lockedAttempts(key)
    const waitMs = waitForAttemptMs(attempts, nowMs, signUpRule)
    if (waitMs > 0) throw tooManyAttempts(waitMs)
    await throttles.keep(key, [...attemptsThatCount(attempts, nowMs, signUpRule), new Date(nowMs)])
  })
}
