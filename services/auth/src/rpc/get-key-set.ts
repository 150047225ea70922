import type { AuthContext, AuthHandlers } from '../context.ts'

export function getKeySet({ signingKeys }: AuthContext): AuthHandlers['getKeySet'] {
  return async () => ({ jwksJson: await signingKeys.publicSet() })
}
