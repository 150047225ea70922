import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { createDenyList, createTokenVerifier } from '@mymacrotracker/rpc'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'EdDSA', use: 'sig' }] }
const verifier = createTokenVerifier({
  fetchKeySet: async () => JSON.stringify(jwks),
  denyList: createDenyList(),
})

/** Signed with the right key, as by somebody who stole it; the figures are written as they are given. */
function stolen({ iat, exp }: { iat: string; exp: string }): string {
  const id = '018f2f00-0000-7000-8000-000000000001'
  const header = JSON.stringify({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k' })
  const payload = `{"sub":"${id}","sid":"${id}","iss":"mymacrotracker","aud":"mymacrotracker-api","iat":${iat},"exp":${exp}}`
  const input = [header, payload].map((each) => Buffer.from(each).toString('base64url')).join('.')
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
}
const now = () => Math.floor(Date.now() / 1000)
const at = (iat: number, exp: number) => stolen({ iat: String(iat), exp: String(exp) })

test('a token of ten minutes is taken, also from a clock that is a little ahead', async () => {
  await expect(verifier.verify(at(now(), now() + 600))).resolves.toBeDefined()
  await expect(verifier.verify(at(now() + 50, now() + 650))).resolves.toBeDefined()
})

test.each([
  ['lives a second over ten minutes', () => at(now(), now() + 601)],
  ['lives a day', () => at(now(), now() + 86_400)],
  ['begins in a year', () => at(now() + 31_536_000, now() + 31_536_600)],
  ['begins in two minutes', () => at(now() + 120, now() + 720)],
  ['never ends and never began', () => stolen({ iat: '1e999', exp: '1e999' })],
  ['never ends', () => stolen({ iat: String(now()), exp: '1e999' })],
  ['began before all time', () => stolen({ iat: '-1e999', exp: String(now() + 600) })],
  ['has a fraction', () => stolen({ iat: `${now()}.5`, exp: String(now() + 600) })],
  ['says its figures as text', () => stolen({ iat: `"${now()}"`, exp: `"${now() + 600}"` })],
])('a rightly signed token that %s is refused', async (_, token) => {
  await expect(verifier.verify(token())).rejects.toMatchObject({ reason: 'TOKEN_INVALID' })
})
