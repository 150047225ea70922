import { createHash } from 'node:crypto'
import { UnauthenticatedError } from '@mymacrotracker/errors'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { DenyList } from './deny-list.ts'
import { AUDIENCE, ISSUER, TOKEN_ALGORITHM, TOKEN_TYPE, type Identity } from './identity.ts'
import { createKeySource } from './key-source.ts'
import { kidOfStrict, tokenInvalid } from './token-form.ts'

/** Verifies access tokens against auth's key set. */
export interface TokenVerifier {
  /** Throws UnauthenticatedError TOKEN_INVALID, TOKEN_EXPIRED or SESSION_REVOKED; UnavailableError until a key set was first fetched. */
  verify(token: string | undefined): Promise<Identity>
}

interface VerifierOptions {
  /** Fetches the key set from auth, as JSON. */
  fetchKeySet: () => Promise<string>
  denyList: DenyList
  /** An unknown kid causes a fetch at most this often. */
  refetchEveryMs?: number
  /** Epoch milliseconds. */
  now?: () => number
}

interface Verified {
  identity: Identity
  expiresAtMs: number
}

/** No token of ours lives longer, whoever signed it. */
const LONGEST_LIFE_S = 600
/** How far the clock of the process that issued a token may be ahead of this one's. */
const CLOCK_SKEW_S = 60
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function createTokenVerifier({
  fetchKeySet,
  denyList,
  refetchEveryMs = 30_000,
  now = Date.now,
}: VerifierOptions): TokenVerifier {
  const memo = new LRUCache<string, Verified>({ max: 10_000 })
  const keys = createKeySource(fetchKeySet, refetchEveryMs)

  const check = async (token: string): Promise<Verified> => {
    const kid = kidOfStrict(token)
    const keySet = await keys.containing(kid)
    if (!keySet) throw tokenInvalid()
    const { payload } = await jwtVerify(token, createLocalJWKSet(keySet), {
      algorithms: [TOKEN_ALGORITHM],
      typ: TOKEN_TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: new Date(now()),
      requiredClaims: ['sub', 'sid', 'exp', 'iat'],
    }).catch((error: unknown) => {
      if ((error as { code?: string }).code === 'ERR_JWT_EXPIRED')
        throw new UnauthenticatedError('TOKEN_EXPIRED', 'the access token has expired')
      throw tokenInvalid()
    })
    const { sub, sid, scope, act } = payload as {
      sub: string
      sid: unknown
      scope?: unknown
      act?: { sub?: unknown }
    }
    const actorId = act?.sub ?? sub
    if (!hasShortLife(payload.iat!, payload.exp!, now())) throw tokenInvalid()
    if (!UUID.test(sub) || typeof sid !== 'string' || !UUID.test(sid) || typeof actorId !== 'string')
      throw tokenInvalid()
    const scopes = new Set(typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [])
    return { identity: { subjectId: sub, actorId, sessionId: sid, scopes }, expiresAtMs: payload.exp! * 1000 }
  }

  return {
    async verify(token) {
      if (!token) throw new UnauthenticatedError('TOKEN_REQUIRED', 'sign in first: an access token is needed')
      const digest = createHash('sha256').update(token).digest('base64')
      let verified = memo.get(digest)
      if (!verified) {
        verified = await check(token)
        memo.set(digest, verified)
      }
      if (verified.expiresAtMs <= now()) {
        memo.delete(digest)
        throw new UnauthenticatedError('TOKEN_EXPIRED', 'the access token has expired')
      }
      if (denyList.has(verified.identity.sessionId))
        throw new UnauthenticatedError('SESSION_REVOKED', 'this session was ended')
      return verified.identity
    },
  }
}

/** A token lives ten minutes at most, counted from a moment that has come. JSON's 1e999 reads as Infinity: both must be whole numbers. */
function hasShortLife(iat: number, exp: number, nowMs: number): boolean {
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return false
  return exp > iat && exp - iat <= LONGEST_LIFE_S && iat <= nowMs / 1000 + CLOCK_SKEW_S
}
