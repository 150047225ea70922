import type { TokenPair } from '@mymacrotracker/contracts/auth/v1/sessions_service'
import type { User } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import { z } from 'zod'

export const emailField = z.string().min(3).max(254)
export const passwordField = z.string().min(1).max(1024)
export const refreshBody = z
  .strictObject({ refreshToken: z.string().min(1).max(1024) })
  .meta({ id: 'RefreshTokenOnly' })

const pair = {
  accessToken: z.string(),
  refreshToken: z.string().meta({ description: 'Good for one refresh' }),
  expiresInS: z.int().meta({ description: 'Seconds until the access token ends' }),
}
export const tokenPairSchema = z.strictObject(pair).meta({ id: 'TokenPair' })
export const sessionSchema = z
  .strictObject({
    user: z.strictObject({ id: z.uuid(), email: z.string(), displayName: z.string() }),
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
