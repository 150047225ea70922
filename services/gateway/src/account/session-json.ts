import { MAX_EMAIL, MAX_SECRET } from '@mymacrotracker/contracts'
import type { TokenPair } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import type { User } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import { z } from 'zod'

export const emailField = z.string().min(3).max(MAX_EMAIL).meta({ format: 'email' })
export const passwordField = z.string().min(1).max(MAX_SECRET).meta({ format: 'password' })
export const refreshBody = z
  .strictObject({ refreshToken: z.string().min(1).max(MAX_SECRET) })
  .meta({ id: 'RefreshRequest' })

const pair = {
  accessToken: z.string().meta({ description: 'A JWT for Authorization: Bearer' }),
  refreshToken: z.string().meta({ description: 'Good for one refresh' }),
  expiresInS: z.int().meta({ description: 'Seconds until the access token expires' }),
}
const userSchema = z
  .strictObject({ id: z.uuid(), email: z.string(), displayName: z.string() })
  .meta({ id: 'User' })
export const tokenPairSchema = z.strictObject(pair).meta({ id: 'TokenPair' })
export const sessionSchema = z
  .strictObject({
    user: userSchema,
    ...pair,
  })
  .meta({ id: 'Session' })

export function sessionJson({
  user,
  tokens,
}: {
  user: User | undefined
  tokens: TokenPair | undefined
}): z.input<typeof sessionSchema> {
  const { id, email, displayName } = user!
  return { user: { id, email, displayName }, ...tokenPairJson(tokens) }
}

export function tokenPairJson(tokens: TokenPair | undefined): z.input<typeof tokenPairSchema> {
  const { accessToken, refreshToken, expiresInS } = tokens!
  return { accessToken, refreshToken, expiresInS }
}
