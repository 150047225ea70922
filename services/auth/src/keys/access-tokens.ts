import { AUDIENCE, ISSUER, TOKEN_ALGORITHM, TOKEN_TYPE } from '@mymacrotracker/rpc'
import { SignJWT } from 'jose'
import type { SigningKeys } from './signing-keys.ts'

export interface AccessTokens {
  ttlMs: number
  /** After this instant no access token that was issued until `nowMs` can be valid. */
  forgetAt(nowMs: number): Date
  /** An access token (RFC 9068) of a session. */
  issue(userId: string, sessionId: string, nowMs: number): Promise<string>
}

/** Covers a token whose signature was under way when its session was revoked, and clocks that differ. */
const LEEWAY_MS = 60_000

export function createAccessTokens(signingKeys: SigningKeys, ttlMs: number): AccessTokens {
  return {
    ttlMs,
    forgetAt: (nowMs) => new Date(nowMs + ttlMs + LEEWAY_MS),
    async issue(userId, sessionId, nowMs) {
      const { kid, privateKey } = await signingKeys.current()
      const issuedAtS = Math.floor(nowMs / 1000)
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(issuedAtS)
        .setExpirationTime(issuedAtS + Math.floor(ttlMs / 1000))
        .sign(privateKey)
    },
  }
}
