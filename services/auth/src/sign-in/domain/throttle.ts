/** At most `limit` attempts within any `windowMs`. */
export interface ThrottleRule {
  limit: number
  windowMs: number
}

export const THROTTLE_WINDOW_MS = 15 * 60_000
/** Wrong passwords for one account from one address. */
export const SIGN_IN_RULE: ThrottleRule = { limit: 10, windowMs: THROTTLE_WINDOW_MS }

/** The attempts that still count, oldest first. */
export function attemptsThatCount(
  attempts: readonly Date[],
  nowMs: number,
  { windowMs }: ThrottleRule,
): Date[] {
  return attempts.filter((at) => at.getTime() > nowMs - windowMs)
}

/** Milliseconds until another attempt is allowed; 0 when it is now. */
export function waitForAttemptMs(attempts: readonly Date[], nowMs: number, rule: ThrottleRule): number {
  const counting = attemptsThatCount(attempts, nowMs, rule)
  if (counting.length < rule.limit) return 0
  return counting[counting.length - rule.limit]!.getTime() + rule.windowMs - nowMs
}
