import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import { PASSWORD, startAuth, type AuthAlone } from '../auth-alone.ts'

describe('sign-up', () => {
  let auth: AuthAlone
  beforeAll(async () => {
    auth = await startAuth({ env: { SIGN_UP_LIMIT: '5' } })
  })
  afterAll(() => auth.stop())

  let addresses = 0
  const signUp = (fields: {
    email?: string
    password?: string
    displayName?: string
    deviceName?: string
    remoteAddress?: string
  }) =>
    auth.client.signIn.signUp(
      {
        email: 'someone@example.com',
        password: PASSWORD,
        displayName: '',
        deviceName: '',
        remoteAddress: `198.51.100.${addresses++}`,
        ...fields,
      },
      auth.call(),
    )

  test('makes an account, signs it in and states it', async () => {
    const { user, tokens } = await signUp({ email: ' Bea@Example.COM ', displayName: ' Bea ' })
    expect(user).toMatchObject({ email: 'bea@example.com', displayName: 'Bea' })
    expect(tokens!.expiresInS).toBe(600)
    expect(await auth.verifier().verify(tokens!.accessToken)).toMatchObject({
      subjectId: user!.id,
      actorId: user!.id,
    })
    await eventually(() =>
      expect(auth.facts.user).toContainEqual({
        fact: { $case: 'signedUp', value: { userId: user!.id, displayName: 'Bea' } },
      }),
    )
  })

  test('an address belongs to one account, however it is written', async () => {
    await signUp({ email: 'cid@example.com' })
    await expect(signUp({ email: 'CID@example.com ' })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'EMAIL_TAKEN',
    })
  })

  test('of parallel sign-ups for one address one succeeds', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => signUp({ email: 'dora@example.com' })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await auth.sql('select 1 from auth.users where email = $1', ['dora@example.com'])).toHaveLength(1)
  })

  test.each([
    '',
    'no-at-sign',
    '@example.com',
    'a@localhost',
    'a b@example.com',
    'a\0@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('%j is no e-mail address', async (email) => {
    await expect(signUp({ email })).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'INVALID_EMAIL',
      faults: [{ path: 'email' }],
    })
  })

  test.each(['short', 'x'.repeat(201), 'aaaaaaaaaaaa', '1234567890', 'Password123!', 'someone@example.com'])(
    '%j is too weak a password',
    async (password) => {
      await expect(signUp({ email: 'someone@example.com', password })).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'WEAK_PASSWORD',
        faults: [{ path: 'password' }],
      })
    },
  )

  test('names are short and hold no control characters', async () => {
    await expect(signUp({ displayName: 'x'.repeat(101) })).rejects.toMatchObject({
      reason: 'LENGTH',
      faults: [{ path: 'displayName' }],
    })
    await expect(signUp({ displayName: 'a\0b' })).rejects.toMatchObject({
      reason: 'TEXT_INVALID',
      faults: [{ path: 'displayName' }],
    })
    await expect(signUp({ deviceName: 'x'.repeat(101) })).rejects.toMatchObject({
      reason: 'LENGTH',
      faults: [{ path: 'deviceName' }],
    })
  })

  test('an address gets so many sign-ups in 15 minutes, and more later', async () => {
    const from = { remoteAddress: '2001:db8:1:2::1' }
    for (let n = 0; n < 5; n++) await signUp({ email: `flood-${n}@example.com`, ...from })
    await expect(
      signUp({ email: 'flood-5@example.com', remoteAddress: '2001:db8:1:2:ffff::9' }),
    ).rejects.toMatchObject({
      kind: 'resource_exhausted',
      reason: 'TOO_MANY_ATTEMPTS',
      retryAfterMs: expect.any(Number),
    })
    await signUp({ email: 'flood-6@example.com', remoteAddress: '2001:db8:1:3::1' })
    auth.clock.advance(15 * 60_000)
    await signUp({ email: 'flood-5@example.com', ...from })
  })

  test('neither password nor remote address is stored in clear, and the hash is argon2id with 19 MiB and two passes', async () => {
    const { user } = await signUp({ email: 'gus@example.com', remoteAddress: '203.0.113.77' })
    const [row] = await auth.sql<{ password_hash: string }>(
      'select password_hash from auth.users where user_id = $1',
      [user!.id],
    )
    expect(row!.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const tables = await auth.sql<{ text: string }>(
      `select table_name::text as text from information_schema.tables where table_schema = 'auth'`,
    )
    for (const { text } of tables) {
      const rows = JSON.stringify(await auth.sql(`select t::text as row from auth."${text}" t`))
      expect(rows).not.toContain(PASSWORD)
      expect(rows).not.toContain('203.0.113.77')
    }
  })
})
