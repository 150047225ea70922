import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import { startAuth, type AuthAlone } from '../auth-alone.ts'

describe('sign-out', () => {
  let auth: AuthAlone
  beforeAll(async () => {
    auth = await startAuth()
  })
  afterAll(() => auth.stop())

  const signOut = (refreshToken: string) => auth.client.sessions.signOut({ refreshToken }, auth.call())
  const refresh = (refreshToken: string) => auth.client.sessions.refresh({ refreshToken }, auth.call())

  test('ends the session at once and states it once', async () => {
    const ann = await auth.signUp()
    await signOut(ann.tokens.refreshToken)
    await expect(refresh(ann.tokens.refreshToken)).rejects.toMatchObject({ reason: 'REFRESH_TOKEN_INVALID' })
    await signOut(ann.tokens.refreshToken)
    const ben = await auth.signUp()
    await signOut(ben.tokens.refreshToken)
    await eventually(() =>
      expect(auth.facts.session.filter(({ fact }) => fact?.value.userId === ben.userId)).toHaveLength(1),
    )
    expect(auth.facts.session.filter(({ fact }) => fact?.value.userId === ann.userId)).toHaveLength(1)
  })

  test('20 at once state it once', async () => {
    const ann = await auth.signUp()
    await Promise.all(Array.from({ length: 20 }, () => signOut(ann.tokens.refreshToken)))
    const statements = () => auth.facts.session.filter(({ fact }) => fact?.value.userId === ann.userId)
    await eventually(() => expect(statements()).not.toHaveLength(0))
    const last = await auth.signUp()
    await signOut(last.tokens.refreshToken)
    await eventually(() =>
      expect(auth.facts.session.some(({ fact }) => fact?.value.userId === last.userId)).toBe(true),
    )
    expect(statements()).toHaveLength(1)
  })

  test('a token that was rotated away ends its session too', async () => {
    const ann = await auth.signUp()
    const { tokens } = await refresh(ann.tokens.refreshToken)
    await signOut(ann.tokens.refreshToken)
    await expect(refresh(tokens!.refreshToken)).rejects.toMatchObject({ reason: 'REFRESH_TOKEN_INVALID' })
  })

  test('an unknown or forged token is answered the same and ends nothing', async () => {
    const ann = await auth.signUp()
    const forged = Buffer.from(ann.tokens.refreshToken, 'base64url')
    forged[67]! ^= 1
    for (const token of [
      '',
      'x',
      'a\0b',
      Buffer.alloc(68).toString('base64url'),
      forged.toString('base64url'),
    ])
      expect(await signOut(token)).toEqual({})
    await refresh(ann.tokens.refreshToken)
  })
})
