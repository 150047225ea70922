import type { SessionsServiceService } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import type { Handlers } from '@mymacrotracker/rpc'
import type { AuthContext } from '../../context.ts'
import { revokeSession } from '../revoke-session.ts'

/** Any token of the session ends it, also one that was rotated away. */
export function signOut(context: AuthContext): Handlers<SessionsServiceService>['signOut'] {
  const { db, clock, refreshTokens } = context
  return async ({ refreshToken }) => {
    const token = refreshTokens.parse(refreshToken)
    if (!token) return {}
    await db.asUser(token.userId, async (stores) => {
      const session = await stores.sessions.lock(token.userId, token.sessionId)
      if (!session || session.revokedAt) return
      if (!refreshTokens.isGenuine(token) && !refreshTokens.hasHash(token, session.tokenHash)) return
      await revokeSession(context, stores, token, clock.now())
    })
    return {}
  }
}
