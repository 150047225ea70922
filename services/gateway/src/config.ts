import { durationMs, flag, list, port } from '@mymacrotracker/config'
import { z } from 'zod'

const count = (fallback: number, min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `must be a whole number, ${min} to ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be a whole number, ${min} to ${max}` })
    .default(fallback)

export const settings = z.object({
  /** The public HTTP port. */
  PORT: port(8080),
  /** Proxies in front whose X-Forwarded-For entries are believed. */
  TRUST_PROXY: count(0, 0, 10),
  RATE_LIMIT_USER_PER_MIN: count(600, 1, 1_000_000),
  /** For calls of /v1/auth, which have no user yet. */
  RATE_LIMIT_ADDRESS_PER_MIN: count(120, 1, 1_000_000),
  /** Requests at once; suggestions are refused at 70 % of it, other reads and /v1/auth at 85 %. */
  MAX_IN_FLIGHT: count(256, 1, 100_000),
  /** How long a request may take, and so every RPC below it. */
  REQUEST_DEADLINE_MS: durationMs(3000, 60_000),
  /** Web origins that may call, between commas; none when not set. */
  CORS_ORIGINS: list([]),
  /** Oldest version of the app that is served, such as 1.4.0; any when not set. */
  MIN_APP_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, { error: 'must be three numbers, such as 1.4.0' })
    .optional(),
  /** Compares every answer with its schema and fails when they differ. For tests: it costs time. */
  VALIDATE_ANSWERS: flag(false),
})

export type GatewayConfig = z.output<typeof settings>
