import { createPrivateKey } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { decodeProtectedHeader, type JSONWebKeySet } from 'jose'
import { withOwner } from '@mymacrotracker/database'
import { createTestDatabase } from '@mymacrotracker/testing'
import { KEY, startAuth, type AuthAlone } from '../auth-alone.ts'

const DAY_MS = 86_400_000
const keySet = async ({ client, call }: AuthAlone) =>
  (JSON.parse((await client.keys.getKeySet({}, call())).jwksJson) as JSONWebKeySet).keys

describe('signing keys', () => {
  test('the key set shows public parts alone, and the private part is sealed in the database', async () => {
    const auth = await startAuth()
    try {
      const keys = await keySet(auth)
      expect(keys).toEqual([
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: expect.any(String),
          kid: expect.any(String),
          alg: 'EdDSA',
          use: 'sig',
        },
      ])
      const [row] = await auth.sql<{ sealed: Buffer }>(
        'select sealed_private_key as sealed from auth.signing_keys',
      )
      const der = KEY.forService('auth').sealer('signing-keys').open(row!.sealed)
      const { d, x } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
      expect(x).toBe(keys[0]!.x)
      expect(row!.sealed.includes(Buffer.from(d!, 'base64url'))).toBe(false)
      expect(() => createPrivateKey({ key: row!.sealed, format: 'der', type: 'pkcs8' })).toThrow()
    } finally {
      await auth.stop()
    }
  })

  test("several processes that start first at once make one key, and verify each other's tokens", async () => {
    const database = await createTestDatabase()
    const processes = await Promise.all(
      Array.from({ length: 4 }, () => startAuth({ ownerUrl: database.ownerUrl })),
    )
    try {
      const sets = await Promise.all(processes.map(keySet))
      expect(new Set(sets.map((keys) => JSON.stringify(keys))).size).toBe(1)
      expect(sets[0]).toHaveLength(1)
      const ann = await processes[0]!.signUp()
      await processes[3]!.verifier().verify(ann.tokens.accessToken)
    } finally {
      for (const each of processes) await each.stop()
      await database.drop()
    }
  })

  test('a new key is published a day before it signs, and the old one stays until its tokens are over', async () => {
    const database = await createTestDatabase()
    const startedMs = Date.now()
    const at = async <T>(days: number, work: (auth: AuthAlone) => Promise<T>): Promise<T> => {
      const auth = await startAuth({
        ownerUrl: database.ownerUrl,
        offsetMs: startedMs + days * DAY_MS - Date.now(),
      })
      return work(auth).finally(() => auth.stop())
    }
    const signsWith = async (auth: AuthAlone) =>
      decodeProtectedHeader((await auth.signUp()).tokens.accessToken).kid
    try {
      const [first] = await at(0, keySet)
      expect(await at(28.9, keySet)).toEqual([first])
      const published = await at(29.1, async (auth) => ({
        keys: await keySet(auth),
        kid: await signsWith(auth),
      }))
      expect(published.keys).toHaveLength(2)
      expect(published.kid).toBe(first!.kid)
      const second = published.keys.find(({ kid }) => kid !== first!.kid)!

      const afterSwitch = await at(30.11, async (auth) => {
        const { tokens } = await auth.signUp()
        await auth.verifier().verify(tokens.accessToken)
        return {
          kids: (await keySet(auth)).map(({ kid }) => kid),
          kid: decodeProtectedHeader(tokens.accessToken).kid,
        }
      })
      expect(afterSwitch).toEqual({ kids: [first!.kid, second.kid], kid: second.kid })
      expect(await at(30.2, keySet)).toEqual([second])
      const rows = await withOwner(
        database.ownerUrl,
        async (owner) => (await owner.query('select kid from auth.signing_keys')).rows,
      )
      expect(rows).toEqual([{ kid: second.kid }])
    } finally {
      await database.drop()
    }
  })

  test('a token that the old key signed is valid while the new one signs', async () => {
    const auth = await startAuth()
    try {
      const ann = await auth.signUp()
      const [first] = await keySet(auth)
      // The running process meets the change by its next reading, as it does in a month's time.
      const restarted = await startAuth({ ownerUrl: auth.ownerUrl, offsetMs: 29.5 * DAY_MS })
      await restarted.stop()
      await auth.sql(`update auth.signing_keys set signs_from = now() where kid <> $1`, [first!.kid])
      auth.clock.advance(60_000)
      const ben = await auth.signUp()
      expect(decodeProtectedHeader(ben.tokens.accessToken).kid).not.toBe(first!.kid)
      expect(await auth.verifier().verify(ann.tokens.accessToken)).toMatchObject({ subjectId: ann.userId })
      expect(await auth.verifier().verify(ben.tokens.accessToken)).toMatchObject({ subjectId: ben.userId })
    } finally {
      await auth.stop()
    }
  })
})
