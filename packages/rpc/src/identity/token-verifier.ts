import { createHash } from 'node:crypto'
import { UnauthenticatedError, UnavailableError } from '@mymacrotracker/errors'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { LRUCache } from 'lru-cache'
import type { DenyList } from './deny-list.ts'
import { AUDIENCE, ISSUER, TOKEN_ALGORITHM, TOKEN_TYPE, type Identity } from './identity.ts'

/** Verifies access tokens against auth's key set. */
export interface TokenVerifier {
  /** Throws UnauthenticatedError TOKEN_INVALID, TOKEN_EXPIRED or SESSION_REVOKED; UnavailableError while no key set was ever seen. */
  verify(token: string | undefined): Promise<Identity>
}

interface VerifierOptions {
  /** Asks auth for the key set, as JSON. */
  fetchKeySet: () => Promise<string>
  denyList: DenyList
  /** An unknown kid is asked for at most this often. */
  refetchEveryMs?: number
  /** Epoch milliseconds. */
  now?: () => number
}

interface Verified {
  identity: Identity
  expiresAtMs: number
}

const SEGMENTS = /^([A-Za-z0-9_-]{2,512})\.([A-Za-z0-9_-]{2,4096})\.([A-Za-z0-9_-]{86})$/
const ALLOWED_HEADERS = new Set(['alg', 'typ', 'kid'])
/** No token of ours lives longer, whoever signed it. */
const LONGEST_LIFE_S = 600
/** How far the clock of the process that issued a token may be ahead of this one's. */
const CLOCK_SKEW_S = 60
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const invalid = () => new UnauthenticatedError('TOKEN_INVALID', 'the access token is not valid')

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
    if (!keySet) throw invalid()
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
      throw invalid()
    })
    const { sub, sid, scope, act } = payload as {
      sub: string
      sid: unknown
      scope?: unknown
      act?: { sub?: unknown }
    }
    const actorId = act?.sub ?? sub
    if (!hasShortLife(payload.iat!, payload.exp!, now())) throw invalid()
    if (!UUID.test(sub) || typeof sid !== 'string' || !UUID.test(sid) || typeof actorId !== 'string')
      throw invalid()
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

/**
 * The key id of a token whose form is exact: canonical base64url in each segment, and no header that could name a key of
 * its own (`jku`, `x5u`, `jwk`). Libraries accept looser forms.
 */
function kidOfStrict(token: string): string {
  const segments = SEGMENTS.exec(token)
  if (!segments) throw invalid()
  for (const segment of segments.slice(1)) {
    if (Buffer.from(segment, 'base64url').toString('base64url') !== segment) throw invalid()
  }
  let header: Record<string, unknown>
  try {
    header = JSON.parse(Buffer.from(segments[1]!, 'base64url').toString()) as Record<string, unknown>
  } catch {
    throw invalid()
  }
  if (
    typeof header !== 'object' ||
    header === null ||
    Object.keys(header).some((name) => !ALLOWED_HEADERS.has(name))
  )
    throw invalid()
  if (header['alg'] !== TOKEN_ALGORITHM || header['typ'] !== TOKEN_TYPE || typeof header['kid'] !== 'string')
    throw invalid()
  return header['kid']
}

function createKeySource(fetchKeySet: () => Promise<string>, refetchEveryMs: number) {
  let known: JSONWebKeySet | undefined
  let fetchedAtMs = -Infinity
  let under: Promise<void> | undefined

  const refetch = () => {
    if (known) fetchedAtMs = Date.now()
    under ??= fetchKeySet()
      .then((json) => {
        known = JSON.parse(json) as JSONWebKeySet
        fetchedAtMs = Date.now()
      })
      .finally(() => {
        under = undefined
      })
    return under
  }
  const has = (kid: string) => known?.keys.some((key) => key.kid === kid) ?? false

  return {
    /** The key set when it holds the key. The last one known is kept while auth is away. */
    async containing(kid: string): Promise<JSONWebKeySet | undefined> {
      if (!has(kid) && Date.now() - fetchedAtMs >= refetchEveryMs) {
        await refetch().catch((error: unknown) => {
          if (!known)
            throw new UnavailableError('KEY_SET_UNAVAILABLE', 'sign-in cannot be checked right now', {
              cause: error,
              retryAfterMs: 1000,
            })
        })
      }
      return has(kid) ? known : undefined
    },
  }
}
