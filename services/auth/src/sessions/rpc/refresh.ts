import type { SessionsServiceService } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { UnauthenticatedError } from '@mymacrotracker/errors'
import type { AuthContext } from '../../context.ts'
import { decideRefresh } from '../domain/refresh-decision.ts'
import type { RefreshToken } from '../refresh-tokens.ts'
import { REFRESH_TOKEN_MS } from '../new-session.ts'
import { revokeSession } from '../revoke-session.ts'
import { tokenPair } from '../token-pair.ts'

export function refresh(context: AuthContext): Handlers<SessionsServiceService>['refresh'] {
  const { clock, refreshTokens } = context
  return async ({ refreshToken }) => {
    const nowMs = clock.now()
    const token = refreshTokens.parse(refreshToken)
    const successor = token && (await successorOf(context, token, nowMs))
    if (!successor)
      throw new UnauthenticatedError('REFRESH_TOKEN_INVALID', 'the refresh token is not valid: sign in again')
    return {
      tokens: await tokenPair(context, {
        userId: token.userId,
        sessionId: token.sessionId,
        refreshToken: successor,
        nowMs,
      }),
    }
  }
}

/** Undefined when there is none, after the session was revoked if need be. */
async function successorOf(
  context: AuthContext,
  token: RefreshToken,
  nowMs: number,
): Promise<string | undefined> {
  const { db, refreshTokens } = context
  const { userId, sessionId, generation } = token
  return db.asUser(userId, async (stores) => {
    const session = await stores.sessions.lock(userId, sessionId)
    const isLast = session !== undefined && refreshTokens.hasHash(token, session.tokenHash)
    const decision = decideRefresh(
      session,
      { generation, isLast, isGenuine: refreshTokens.isGenuine(token) },
      nowMs,
    )
    if (decision === 'refuse') return undefined
    if (decision === 'revoke') {
      await revokeSession(context, stores, token, nowMs)
      return undefined
    }
    if (decision === 'repeat')
      return refreshTokens.again(userId, sessionId, generation + 1, session!.tokenHash)
    const next = refreshTokens.of(userId, sessionId, generation + 1)
    await stores.sessions.rotate({
      userId,
      id: sessionId,
      generation: generation + 1,
      tokenHash: next.hash,
      rotatedAt: new Date(nowMs),
      expiresAt: new Date(nowMs + REFRESH_TOKEN_MS),
    })
    return next.text
  })
}
