import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import { eventually } from '@mymacrotracker/testing'
import { startAuth, type AuthAlone, type Person } from '../auth-alone.ts'

describe('refresh', () => {
  let auth: AuthAlone
  beforeAll(async () => {
    auth = await startAuth()
  })
  afterAll(() => auth.stop())

  const refresh = async (refreshToken: string) =>
    (await auth.client.sessions.refresh({ refreshToken }, auth.call())).tokens!
  const refused = (refreshToken: string) =>
    expect(refresh(refreshToken)).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'REFRESH_TOKEN_INVALID',
    })
  const revokedOf = ({ userId }: Person) =>
    auth.facts.session.filter(({ fact }) => fact?.value.userId === userId)

  test('gives a new pair of the same session', async () => {
    const ann = await auth.signUp()
    const next = await refresh(ann.tokens.refreshToken)
    expect(next.refreshToken).not.toBe(ann.tokens.refreshToken)
    expect(await auth.verifier().verify(next.accessToken)).toEqual(
      await auth.verifier().verify(ann.tokens.accessToken),
    )
    expect((await refresh(next.refreshToken)).expiresInS).toBe(600)
  })

  test('50 at once get one successor', async () => {
    const ann = await auth.signUp()
    const pairs = await Promise.all(Array.from({ length: 50 }, () => refresh(ann.tokens.refreshToken)))
    expect(new Set(pairs.map(({ refreshToken }) => refreshToken)).size).toBe(1)
    await refresh(pairs[0]!.refreshToken)
    expect(revokedOf(ann)).toEqual([])
  })

  test('a lost answer is given again within 30 s', async () => {
    const ann = await auth.signUp()
    const next = await refresh(ann.tokens.refreshToken)
    auth.clock.advance(29_000)
    expect((await refresh(ann.tokens.refreshToken)).refreshToken).toBe(next.refreshToken)
    await refresh(next.refreshToken)
  })

  test('a token used again after 30 s ends the session and states it', async () => {
    const ann = await auth.signUp()
    const next = await refresh(ann.tokens.refreshToken)
    auth.clock.advance(31_000)
    const beforeMs = auth.clock.now()
    await refused(ann.tokens.refreshToken)
    await refused(next.refreshToken)
    await eventually(() => expect(revokedOf(ann)).toHaveLength(1))
    const { sessionId, forgetAt } = revokedOf(ann)[0]!.fact!.value
    expect(sessionId).toBe(decodeJwt(ann.tokens.accessToken)['sid'])
    expect(forgetAt!.getTime()).toBeGreaterThan(beforeMs + 600_000)
  })

  test('a token used again after its successor was used ends the session at once', async () => {
    const ann = await auth.signUp()
    const next = await refresh(ann.tokens.refreshToken)
    const last = await refresh(next.refreshToken)
    await refused(ann.tokens.refreshToken)
    await refused(last.refreshToken)
    await eventually(() => expect(revokedOf(ann)).toHaveLength(1))
  })

  test('a session ends alone: the others of its person go on', async () => {
    const ann = await auth.signUp()
    const { tokens } = await auth.client.signIn.signIn(
      { email: ann.email, password: ann.password, deviceName: '', remoteAddress: '192.0.2.1' },
      auth.call(),
    )
    const next = await refresh(ann.tokens.refreshToken)
    auth.clock.advance(31_000)
    await refused(ann.tokens.refreshToken)
    await refused(next.refreshToken)
    await refresh(tokens!.refreshToken)
  })

  test('a token that was never made is refused and ends nothing', async () => {
    const ann = await auth.signUp()
    const bytes = Buffer.from(ann.tokens.refreshToken, 'base64url')
    const withByte = (at: number, value: number) => {
      const changed = Buffer.from(bytes)
      changed[at] = value
      return changed.toString('base64url')
    }
    const ben = await auth.signUp()
    const benBytes = Buffer.from(ben.tokens.refreshToken, 'base64url')
    const ofBen = Buffer.concat([benBytes.subarray(0, 16), bytes.subarray(16)]).toString('base64url')
    await refresh(ann.tokens.refreshToken)
    for (const forged of [
      '',
      'x',
      `${ann.tokens.refreshToken}=`,
      `${ann.tokens.refreshToken}A`,
      ann.tokens.refreshToken.slice(0, -1),
      withByte(67, bytes[67]! ^ 1),
      withByte(35, 1),
      withByte(35, 2),
      ofBen,
      Buffer.alloc(68).toString('base64url'),
      'a\0b',
    ]) {
      await refused(forged)
    }
    await refresh(ann.tokens.refreshToken)
    expect(revokedOf(ann)).toEqual([])
  })

  test('a token lives 60 days, and each use gives 60 days again', async () => {
    const ann = await auth.signUp()
    auth.clock.advance(59 * 86_400_000)
    const next = await refresh(ann.tokens.refreshToken)
    auth.clock.advance(59 * 86_400_000)
    const last = await refresh(next.refreshToken)
    auth.clock.advance(60 * 86_400_000)
    await refused(last.refreshToken)
  })

  test('only the hash of a token is stored', async () => {
    const ann = await auth.signUp()
    const secret = Buffer.from(ann.tokens.refreshToken, 'base64url').subarray(36)
    const [row] = await auth.sql<{ text: string; hash: Buffer }>(
      'select s::text as text, token_hash as hash from auth.sessions s where user_id = $1',
      [ann.userId],
    )
    expect(row!.hash).toHaveLength(32)
    expect(row!.hash.equals(secret)).toBe(false)
    expect(row!.text).not.toContain(secret.toString('hex'))
  })
})

test('a refresh that is delivered twice counts once', async () => {
  const auth = await startAuth({ deliverTwice: true })
  try {
    const ann = await auth.signUp()
    const first = await auth.client.sessions.refresh({ refreshToken: ann.tokens.refreshToken }, auth.call())
    await auth.client.sessions.refresh({ refreshToken: first.tokens!.refreshToken }, auth.call())
    expect(
      await auth.sql('select generation, revoked_at from auth.sessions where user_id = $1', [ann.userId]),
    ).toEqual([{ generation: 2, revoked_at: null }])
  } finally {
    await auth.stop()
  }
})
