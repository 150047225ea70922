import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { PASSWORD, startAuth, type AuthAlone } from '../auth-alone.ts'

describe('sign-in', () => {
  let auth: AuthAlone
  beforeAll(async () => {
    auth = await startAuth()
  })
  afterAll(() => auth.stop())

  const signIn = (email: string, password: string, remoteAddress = '192.0.2.1') =>
    auth.client.signIn.signIn({ email, password, deviceName: 'phone', remoteAddress }, auth.call())
  const failTimes = async (times: number, email: string, remoteAddress: string) => {
    for (let n = 0; n < times; n++)
      await expect(signIn(email, `wrong ${n} lentils`, remoteAddress)).rejects.toMatchObject({
        reason: 'BAD_CREDENTIALS',
      })
  }

  test('opens a session of its own', async () => {
    const ann = await auth.signUp()
    const { user, tokens } = await signIn(` ${ann.email.toUpperCase()}`, PASSWORD)
    expect(user).toEqual({ id: ann.userId, email: ann.email, displayName: 'Ann' })
    const first = await auth.verifier().verify(ann.tokens.accessToken)
    const second = await auth.verifier().verify(tokens!.accessToken)
    expect(second.subjectId).toBe(ann.userId)
    expect(second.sessionId).not.toBe(first.sessionId)
  })

  test('a password is the same however its accents are composed', async () => {
    const email = `${randomUUID()}@example.com`
    await auth.client.signIn.signUp(
      {
        email,
        password: 'sept crêpes sucrées'.normalize('NFC'),
        displayName: '',
        deviceName: '',
        remoteAddress: '192.0.2.1',
      },
      auth.call(),
    )
    await signIn(email, 'sept crêpes sucrées'.normalize('NFD'))
  })

  test('a wrong password and an unknown address are answered alike', async () => {
    const ann = await auth.signUp()
    const answers = await Promise.all(
      [
        signIn(ann.email, 'not the password'),
        signIn(`${randomUUID()}@example.com`, 'not the password'),
        signIn('no address', 'not the password'),
      ].map((answer) =>
        answer.then(
          () => undefined,
          ({ kind, reason, message, faults, retryAfterMs }: Record<string, unknown>) => ({
            kind,
            reason,
            message,
            faults,
            retryAfterMs,
          }),
        ),
      ),
    )
    expect(answers[0]).toEqual({
      kind: 'unauthenticated',
      reason: 'BAD_CREDENTIALS',
      message: 'the e-mail address or the password is wrong',
      faults: [],
      retryAfterMs: undefined,
    })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  test('after ten failures an address has to wait, and the owner elsewhere has not', async () => {
    const ann = await auth.signUp()
    await failTimes(10, ann.email, '198.51.100.1')
    await expect(signIn(ann.email, PASSWORD, '198.51.100.1')).rejects.toMatchObject({
      kind: 'resource_exhausted',
      reason: 'TOO_MANY_ATTEMPTS',
      retryAfterMs: expect.any(Number),
    })
    await signIn(ann.email, PASSWORD, '198.51.100.2')
    const ben = await auth.signUp()
    await signIn(ben.email, PASSWORD, '198.51.100.1')
    auth.clock.advance(15 * 60_000)
    await signIn(ann.email, PASSWORD, '198.51.100.1')
  })

  test('an unknown address is throttled like a known one', async () => {
    const unknown = `${randomUUID()}@example.com`
    await failTimes(10, unknown, '198.51.100.3')
    await expect(signIn(unknown, PASSWORD, '198.51.100.3')).rejects.toMatchObject({
      reason: 'TOO_MANY_ATTEMPTS',
    })
  })

  test('a success clears the failures before it', async () => {
    const ann = await auth.signUp()
    await failTimes(9, ann.email, '198.51.100.4')
    await signIn(ann.email, PASSWORD, '198.51.100.4')
    await failTimes(9, ann.email, '198.51.100.4')
    await signIn(ann.email, PASSWORD, '198.51.100.4')
  })

  test('of guesses made together no more than ten are answered', async () => {
    const ann = await auth.signUp()
    const reasons = await Promise.all(
      Array.from({ length: 25 }, (_, n) =>
        signIn(ann.email, `wrong ${n} lentils`, '198.51.100.5').then(
          () => 'OK',
          ({ reason }: { reason: string }) => reason,
        ),
      ),
    )
    expect(reasons.filter((reason) => reason === 'BAD_CREDENTIALS')).toHaveLength(10)
    expect(reasons.filter((reason) => reason === 'TOO_MANY_ATTEMPTS')).toHaveLength(15)
  })

  test('many right sign-ins together are no attack', async () => {
    const ann = await auth.signUp()
    await Promise.all(Array.from({ length: 15 }, () => signIn(ann.email, PASSWORD, '198.51.100.6')))
  })

  test('what no account can have is refused with its field', async () => {
    await expect(signIn('', PASSWORD)).rejects.toMatchObject({
      reason: 'INVALID_EMAIL',
      faults: [{ path: 'email' }],
    })
    await expect(signIn('a\0@example.com', PASSWORD)).rejects.toMatchObject({
      reason: 'INVALID_EMAIL',
      faults: [{ path: 'email' }],
    })
    await expect(signIn('a@example.com', 'x'.repeat(201))).rejects.toMatchObject({
      reason: 'OUT_OF_RANGE',
      faults: [{ path: 'password' }],
    })
  })

  test('sessions whose last token has expired are gone after the next sign-in', async () => {
    const ann = await auth.signUp()
    auth.clock.advance(61 * 86_400_000)
    await signIn(ann.email, PASSWORD)
    expect(await auth.sql('select 1 from auth.sessions where user_id = $1', [ann.userId])).toHaveLength(1)
  })
})
