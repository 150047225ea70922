import type { SignInServiceService } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { userTopic } from '@mymacrotracker/contracts'
import { ConflictError, InvalidError } from '@mymacrotracker/errors'
import { v7 as uuidv7 } from 'uuid'
import type { AuthContext } from '../../context.ts'
import { isEmail, normalEmail } from '../domain/email-address.ts'
import { passwordFault } from '../../passwords/passwords.ts'
import { attemptsThatCount, waitForAttemptMs } from '../domain/throttle.ts'
import { throttleAddress } from '../domain/throttle-address.ts'
import { checkedName } from '../checked-text.ts'
import { newSession, tokenPair } from '../../sessions/sessions.ts'
import { tooManyAttempts } from '../too-many-attempts.ts'

export function signUp(context: AuthContext): Handlers<SignInServiceService>['signUp'] {
  const { db, clock, passwords } = context
  return async (request) => {
    const email = normalEmail(request.email)
    if (!isEmail(email))
      throw InvalidError.field(
        'email',
        'INVALID_EMAIL',
        'must be an e-mail address of at most 254 characters',
      )
    const fault = passwordFault(request.password, email)
    if (fault) throw InvalidError.field('password', 'WEAK_PASSWORD', fault)
    const displayName = checkedName('displayName', request.displayName)
    const deviceName = checkedName('deviceName', request.deviceName)

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

/** Counted before the password is hashed, which is the expensive part, and whatever comes of it. */
async function countAttempt(
  { db, signUpRule, throttleKey }: AuthContext,
  remoteAddress: string,
  nowMs: number,
): Promise<void> {
  const key = throttleKey('sign-up', throttleAddress(remoteAddress))
  await db.asSystem(async ({ throttles }) => {
    const attempts = await throttles.lockedAttempts(key)
    const waitMs = waitForAttemptMs(attempts, nowMs, signUpRule)
    if (waitMs > 0) throw tooManyAttempts(waitMs)
    await throttles.keep(key, [...attemptsThatCount(attempts, nowMs, signUpRule), new Date(nowMs)])
  })
}
