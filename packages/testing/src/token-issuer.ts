import { AUDIENCE, ISSUER, TOKEN_ALGORITHM, TOKEN_TYPE } from '@mymacrotracker/rpc'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import { v7 as uuidv7 } from 'uuid'

/** Signs access tokens like auth, with a key of its own. */
export interface TokenIssuer {
  /** The key set that verifies its tokens, as JSON. */
  keySet: string
  issue(claims?: {
    sub?: string
    sid?: string
    scope?: string
    expiresInS?: number
    audience?: string
    issuer?: string
    typ?: string
  }): Promise<string>
}

export async function createTokenIssuer(kid = 'test-key'): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, {
    crv: 'Ed25519',
    extractable: true,
  })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: TOKEN_ALGORITHM, use: 'sig' }
  return {
    keySet: JSON.stringify({ keys: [jwk] }),
    issue({
      sub = uuidv7(),
      sid = uuidv7(),
      scope,
      expiresInS = 600,
      audience = AUDIENCE,
      issuer = ISSUER,
      typ = TOKEN_TYPE,
    } = {}) {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ sid, ...(scope && { scope }) })
        .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ, kid })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(Math.min(now, now + expiresInS))
        .setExpirationTime(now + expiresInS)
        .sign(privateKey)
    },
  }
}
