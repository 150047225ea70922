import { durationMs } from '@mymacrotracker/config'
import { z } from 'zod'

/** An access token lives 10 minutes at most: until then a revoked session's token may pass where the bus is away. */
const MAX_ACCESS_TOKEN_TTL_MS = 600_000

export const settings = z.object({
  /** How long an access token lives. */
  ACCESS_TOKEN_TTL_MS: durationMs(MAX_ACCESS_TOKEN_TTL_MS, MAX_ACCESS_TOKEN_TTL_MS).refine(
    (ms) => ms >= 1000,
    { error: 'must be at least 1000' },
  ),
  /** Sign-ups from one remote address in 15 minutes; 100 in production and 1000 elsewhere when not set. */
  SIGN_UP_LIMIT: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, { error: 'must be a whole number, 1 to 999999' })
    .transform(Number)
    .optional(),
})

export type AuthConfig = z.output<typeof settings>
