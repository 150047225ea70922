import { createPrivateKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CompactSign,
  SignJWT,
  UnsecuredJWT,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  type JWTHeaderParameters,
} from 'jose'
import { KEY, startAuth, type AuthAlone, type Person } from '../auth-alone.ts'

/** Auth's own private key, taken as only its master key can: forgeries below that are rightly signed are the strongest. */
async function stolenKey(auth: AuthAlone): Promise<KeyObject> {
  const [row] = await auth.sql<{ sealed: Buffer }>(
    'select sealed_private_key as sealed from auth.signing_keys',
  )
  return createPrivateKey({
    key: KEY.forService('auth').sealer('signing-keys').open(row!.sealed),
    format: 'der',
    type: 'pkcs8',
  })
}

describe('access tokens', () => {
  let auth: AuthAlone
  let ann: Person
  let key: KeyObject
  let header: JWTHeaderParameters
  let claims: JWTPayload
  beforeAll(async () => {
    auth = await startAuth()
    ann = await auth.signUp()
    key = await stolenKey(auth)
    header = decodeProtectedHeader(ann.tokens.accessToken) as JWTHeaderParameters
    claims = decodeJwt(ann.tokens.accessToken)
  })
  afterAll(() => auth.stop())

  const sign = (changedClaims: JWTPayload = {}, changedHeader: Record<string, unknown> = {}, by = key) =>
    new SignJWT({ ...claims, ...changedClaims }).setProtectedHeader({ ...header, ...changedHeader }).sign(by)
  const refused = (token: string, reason = 'TOKEN_INVALID') =>
    expect(auth.verifier().verify(token)).rejects.toMatchObject({ kind: 'unauthenticated', reason })

  test('say what they must and nothing else', () => {
    expect(header).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) })
    expect(claims).toEqual({
      iss: 'mymacrotracker',
      aud: 'mymacrotracker-api',
      sub: ann.userId,
      sid: expect.any(String),
      iat: expect.any(Number),
      exp: claims.iat! + 600,
    })
  })

  test('are accepted when auth made them, so that the refusals below mean something', async () => {
    expect(await auth.verifier().verify(ann.tokens.accessToken)).toMatchObject({ subjectId: ann.userId })
    expect(await auth.verifier().verify(await sign())).toMatchObject({ subjectId: ann.userId })
  })

  test('without a signature or with one of another kind are refused', async () => {
    const [head, body, signature] = ann.tokens.accessToken.split('.') as [string, string, string]
    const none = new UnsecuredJWT(claims).encode()
    await refused(none)
    await refused(`${head}.${body}.`)
    await refused(
      `${Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')}.${body}.${signature}`,
    )
    const [jwk] = (
      JSON.parse((await auth.client.keys.getKeySet({}, auth.call())).jwksJson) as { keys: { x: string }[] }
    ).keys
    for (const secret of [Buffer.from(jwk!.x, 'base64url'), Buffer.from(JSON.stringify(jwk))])
      await refused(await sign({}, { alg: 'HS256' }, createSecretKey(secret)))
  })

  test('of another key are refused, whatever key they name', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const jwk = publicKey.export({ format: 'jwk' })
    await refused(await sign({}, {}, privateKey))
    await refused(await sign({}, { kid: 'mine' }, privateKey))
    for (const extra of [
      { jwk },
      { jku: 'https://evil.example/keys' },
      { x5u: 'https://evil.example/cert' },
      { x5c: ['AA=='] },
    ]) {
      await refused(await sign({}, extra, privateKey))
      await refused(await sign({}, extra))
    }
  })

  test('of another type, issuer, audience or without their claims are refused', async () => {
    for (const changed of [
      { typ: 'JWT' },
      { typ: undefined },
      { kid: undefined },
      { kid: 7 },
      { cty: 'JWT' },
      { crit: ['exp'] },
    ]) {
      const bytes = new TextEncoder().encode(JSON.stringify(claims))
      const signed = await new CompactSign(bytes)
        .setProtectedHeader({ ...header, ...changed } as never)
        .sign(key, { crit: { exp: true } })
        .catch(() => undefined)
      if (signed) await refused(signed)
    }
    for (const changed of [
      { iss: 'somebody' },
      { iss: undefined },
      { aud: 'another-api' },
      { aud: undefined },
      { sub: undefined },
      { sub: 'ann' },
      { sid: undefined },
      { sid: 'mine' },
      { exp: undefined },
      { iat: undefined },
    ]) {
      await refused(await sign(changed))
    }
  })

  test('that have expired are refused', async () => {
    const nowS = Math.floor(Date.now() / 1000)
    await refused(await sign({ iat: nowS - 700, exp: nowS - 100 }), 'TOKEN_EXPIRED')
  })

  test('in any other than their exact form are refused', async () => {
    const [head, body, signature] = ann.tokens.accessToken.split('.') as [string, string, string]
    // The last character of 64 bytes carries two bits: with others set it decodes to the same bytes.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const nonCanonical = signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.at(-1)!) + 1]!
    expect(Buffer.from(nonCanonical, 'base64url')).toEqual(Buffer.from(signature, 'base64url'))
    const changed = Buffer.from(body, 'base64url')
      .toString()
      .replace(ann.userId, '00000000-0000-7000-8000-000000000000')
    for (const form of [
      `${head}.${body}.${nonCanonical}`,
      `${head}.${body}.${signature.slice(0, -2)}`,
      `${head}.${body}.${signature}AA`,
      `${head}.${body}.${signature}==`,
      `${head}=.${body}.${signature}`,
      ` ${head}.${body}.${signature}`,
      `${head}.${body}.${signature}\n`,
      `${head}.${body}`,
      `${head}.${body}.${signature}.${signature}`,
      `..${signature}`,
      'x',
      '.',
      `${head}.${Buffer.from(changed).toString('base64url')}.${signature}`,
      `${head}.${body}.${signature.replaceAll('-', '+').replaceAll('_', '/').slice(0, -3)}+//`,
      `${Buffer.from('null').toString('base64url')}.${body}.${signature}`,
      `${Buffer.from('[]').toString('base64url')}.${body}.${signature}`,
    ])
      await refused(form)
    await expect(auth.verifier().verify('')).rejects.toMatchObject({ reason: 'TOKEN_REQUIRED' })
  })

  test('a refresh token is no access token', () => refused(ann.tokens.refreshToken))
})
