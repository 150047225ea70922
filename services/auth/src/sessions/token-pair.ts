import type { TokenPair } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import type { AuthContext } from '../context.ts'

/** The refresh token of a session's last generation with a fresh access token. */
export async function tokenPair(
  { accessTokens }: AuthContext,
  {
    userId,
    sessionId,
    refreshToken,
    nowMs,
  }: { userId: string; sessionId: string; refreshToken: string; nowMs: number },
): Promise<TokenPair> {
  return {
    accessToken: await accessTokens.issue(userId, sessionId, nowMs),
    refreshToken,
    expiresInS: Math.floor(accessTokens.ttlMs / 1000),
  }
}
