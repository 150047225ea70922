import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Sealer } from '@mymacrotracker/keys'
import { TOKEN_ALGORITHM } from '@mymacrotracker/rpc'
import type { Clock } from '@mymacrotracker/runtime'
import { calculateJwkThumbprint } from 'jose'
import { planKeys, signingAt } from './domain/key-schedule.ts'
import type { AuthDatabase } from '../store/database.ts'
import type { SigningKeyRow } from './store/signing-key-store.ts'

/** The keys that sign access tokens, as they stand in the database. */
export interface SigningKeys {
  /** The key that signs now. */
  current(): Promise<{ kid: string; privateKey: KeyObject }>
  /** Every published key as a JSON Web Key Set (RFC 7517). */
  publicSet(): Promise<string>
  /** Makes the key that is due and removes those that no token can need. Safe when several processes run it at once. */
  rotate(): Promise<void>
}

interface SigningKeysOptions {
  db: AuthDatabase
  clock: Clock
  sealer: Sealer
  accessTokenTtlMs: number
}
interface Loaded {
  rows: SigningKeyRow[]
  jwks: string
  atMs: number
}

/** Far less than the day between a key's publication and its first signature. */
const RELOAD_EVERY_MS = 60_000

export function createSigningKeys({ db, clock, sealer, accessTokenTtlMs }: SigningKeysOptions): SigningKeys {
  let loaded: Loaded | undefined
  const opened = new Map<string, KeyObject>()

  const load = async (on: Pick<AuthDatabase, 'asSystem'>): Promise<Loaded> => {
    const rows = await on.asSystem(({ signingKeys }) => signingKeys.all())
    loaded = { rows, jwks: JSON.stringify({ keys: rows.map((row) => row.publicJwk) }), atMs: clock.now() }
    for (const kid of opened.keys()) if (!rows.some((row) => row.kid === kid)) opened.delete(kid)
    return loaded
  }
  /** The last ones known serve on while the database is away. */
  const known = async (): Promise<Loaded> => {
    if (loaded && Math.abs(clock.now() - loaded.atMs) < RELOAD_EVERY_MS) return loaded
    return load(db.reading).catch((error: unknown) => {
      if (!loaded) throw error
      return loaded
    })
  }
  const open = (row: SigningKeyRow): KeyObject => {
    const key = opened.get(row.kid) ?? openKey(sealer, row)
    opened.set(row.kid, key)
    return key
  }

  return {
    async current() {
      const row = signingAt((await known()).rows, clock.now())
      if (!row) throw new Error('there is no signing key')
      return { kid: row.kid, privateKey: open(row) }
    },
    publicSet: async () => (await known()).jwks,
    async rotate() {
      await db.asSystem(async ({ signingKeys }) => {
        await signingKeys.lock()
        const plan = planKeys(await signingKeys.all(), clock.now(), accessTokenTtlMs)
        if (plan.createSigningFromMs !== undefined)
          await signingKeys.add(await makeKey(sealer, plan.createSigningFromMs))
        await signingKeys.remove(plan.removeKids)
      })
      await load(db)
    },
  }
}

async function makeKey(sealer: Sealer, signsFromMs: number): Promise<SigningKeyRow> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { kty, crv, x } = publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string }
  const kid = await calculateJwkThumbprint({ kty, crv, x })
  return {
    kid,
    publicJwk: { kty, crv, x, kid, alg: TOKEN_ALGORITHM, use: 'sig' },
    signsFrom: new Date(signsFromMs),
    sealedPrivateKey: new Uint8Array(sealer.seal(privateKey.export({ format: 'der', type: 'pkcs8' }))),
  }
}

function openKey(sealer: Sealer, { kid, sealedPrivateKey }: SigningKeyRow): KeyObject {
  try {
    return createPrivateKey({ key: sealer.open(sealedPrivateKey), format: 'der', type: 'pkcs8' })
  } catch (error) {
    throw new Error(`signing key ${kid} cannot be opened: MASTER_KEY is not the one it was sealed with`, {
      cause: error,
    })
  }
}
