/**
 * A token bucket that bounds retries and hedges. Without one, a service that is slow because it is overloaded gets every request
 * twice.
 */
export interface RetryBudget {
  /** A request was sent for the first time. */
  earn(): void
  /** Takes a token for sending again, if one is left beyond `reserve`. */
  spend(reserve?: number): boolean
}

/** `share`: tokens a first request earns. `burst`: tokens at the start, and at most. */
export function createRetryBudget({ share, burst }: { share: number; burst: number }): RetryBudget {
  let tokens = burst
  return {
    earn() {
      tokens = Math.min(burst, tokens + share)
    },
    spend(reserve = 0) {
      if (tokens - reserve < 1) return false
      tokens -= 1
      return true
    },
  }
}
