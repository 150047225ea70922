import { sessionTopic } from '@mymacrotracker/contracts'
import type { AuthContext } from '../context.ts'
import type { AuthStores } from '../store/database.ts'

/** Ends a session and tells every process to refuse its access tokens, in the caller's transaction. */
export async function revokeSession(
  { accessTokens }: AuthContext,
  { sessions, outbox }: AuthStores,
  { userId, sessionId }: { userId: string; sessionId: string },
  nowMs: number,
): Promise<void> {
  await sessions.revoke(userId, sessionId, new Date(nowMs))
  await outbox.append(sessionTopic, userId, {
    fact: { $case: 'revoked', value: { sessionId, userId, forgetAt: accessTokens.forgetAt(nowMs) } },
  })
}
