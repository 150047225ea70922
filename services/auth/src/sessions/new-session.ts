import { v7 as uuidv7 } from 'uuid'
import type { AuthContext } from '../context.ts'
import type { NewSession } from './store/session-store.ts'

/** A refresh token lives 60 days; each use gives one that lives 60 days again. */
export const REFRESH_TOKEN_MS = 60 * 86_400_000

/** A session in its first generation, with its token. */
export function newSession(
  { refreshTokens }: AuthContext,
  { userId, deviceName, nowMs }: { userId: string; deviceName: string; nowMs: number },
): { session: NewSession; refreshToken: string } {
  const id = uuidv7()
  const { text, hash } = refreshTokens.of(userId, id, 0)
  const now = new Date(nowMs)
  return {
    session: {
      userId,
      id,
      deviceName,
      generation: 0,
      tokenHash: hash,
      createdAt: now,
      rotatedAt: now,
      expiresAt: new Date(nowMs + REFRESH_TOKEN_MS),
    },
    refreshToken: text,
  }
}
