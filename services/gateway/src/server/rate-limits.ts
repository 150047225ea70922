import { subscriberKey } from '@mymacrotracker/rpc'
import { ResourceExhaustedError } from '@mymacrotracker/errors'
import type { Response } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export interface RateLimits {
  /** Counts a request and says in the response's headers what is left. Throws RATE_LIMITED. */
  countUser(userId: string, response: Response): Promise<void>
  countAddress(address: string, response: Response): Promise<void>
}

const WINDOW_S = 60

/** Requests a minute, in this process's memory. */
export function createRateLimits({
  userPerMinute,
  addressPerMinute,
}: {
  userPerMinute: number
  addressPerMinute: number
}): RateLimits {
  const users = new RateLimiterMemory({ keyPrefix: 'user', points: userPerMinute, duration: WINDOW_S })
  const addresses = new RateLimiterMemory({
    keyPrefix: 'address',
    points: addressPerMinute,
    duration: WINDOW_S,
  })
  return {
    countUser: (userId, response) => count(users, userId, response),
    countAddress: (address, response) => count(addresses, subscriberKey(address), response),
  }
}

async function count(limiter: RateLimiterMemory, key: string, response: Response): Promise<void> {
  const result = await limiter.consume(key).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  })
  response.set({
    'RateLimit-Limit': String(limiter.points),
    'RateLimit-Remaining': String(Math.max(0, result.remainingPoints)),
    'RateLimit-Reset': String(Math.ceil(result.msBeforeNext / 1000)),
  })
  if (result.consumedPoints > limiter.points)
    throw new ResourceExhaustedError('RATE_LIMITED', 'too many requests; wait a moment', {
      retryAfterMs: result.msBeforeNext,
    })
}
