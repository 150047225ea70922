/** How a refresh token stands to its session. */
export interface PresentedToken {
  generation: number
  /** Its hash is the stored one of the last generation. */
  isLast: boolean
  /** It was made by auth once. */
  isGenuine: boolean
}

export interface SessionState {
  generation: number
  rotatedAt: Date
  expiresAt: Date
  revokedAt: Date | null
}

/**
 * - `rotate`: the next generation is due
 * - `repeat`: its answer was lost; it gets its successor, the session's last generation, again
 * - `revoke`: it was used before, so somebody else has it too
 * - `refuse`: it is nothing of this session's
 */
export type RefreshDecision = 'rotate' | 'repeat' | 'revoke' | 'refuse'

/** How long a predecessor may ask for its successor again. */
export const REPEAT_WITHIN_MS = 30_000

export function decideRefresh(
  session: SessionState | undefined,
  token: PresentedToken,
  nowMs: number,
): RefreshDecision {
  if (!session || session.revokedAt || session.expiresAt.getTime() <= nowMs) return 'refuse'
  if (token.generation === session.generation && token.isLast) return 'rotate'
  if (!token.isGenuine || token.generation >= session.generation) return 'refuse'
  // Once the successor was used it is no longer the last generation, and this token no longer the one before.
  const isPredecessor = token.generation === session.generation - 1
  return isPredecessor && nowMs - session.rotatedAt.getTime() <= REPEAT_WITHIN_MS ? 'repeat' : 'revoke'
}
