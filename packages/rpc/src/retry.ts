import { ServiceError } from '@mymacrotracker/errors'

export interface RetryPolicy {
  /** Runs `call` once, and again at most twice when `idempotent` and what failed was unavailable. */
  run<T>(idempotent: boolean, deadlineAt: number, call: () => Promise<T>): Promise<T>
}

const MAX_RETRIES = 2
const BASE_MS = 25
/** Retries may add a tenth to the calls; a burst of ten is forgiven. */
const BUDGET_SHARE = 0.1
const BUDGET_BURST = 10

/** Full-jitter retries under a budget. Used in one layer only: the gateway's clients. */
export function createRetryPolicy(random: () => number = Math.random): RetryPolicy {
  let budget = BUDGET_BURST
  const mayRetry = (error: unknown, attempt: number) =>
    attempt < MAX_RETRIES && budget >= 1 && error instanceof ServiceError && error.kind === 'unavailable'
    && error.reason !== 'DEADLINE_EXCEEDED' && error.reason !== 'CANCELLED'
  return {
    async run(idempotent, deadlineAt, call) {
      budget = Math.min(BUDGET_BURST, budget + BUDGET_SHARE)
      for (let attempt = 0; ; attempt++) {
        try {
          return await call()
        } catch (error) {
          const waitMs = random() * BASE_MS * 2 ** attempt
          if (!idempotent || !mayRetry(error, attempt) || Date.now() + waitMs >= deadlineAt) throw error
          budget -= 1
          await new Promise((resolve) => setTimeout(resolve, waitMs))
        }
      }
    },
  }
}
