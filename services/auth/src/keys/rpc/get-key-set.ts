import type { KeysServiceService } from '@mymacrotracker/contracts/auth/v1/keys_service'
import type { Handlers } from '@mymacrotracker/rpc'
import type { AuthContext } from '../../context.ts'

export function getKeySet({ signingKeys }: AuthContext): Handlers<KeysServiceService>['getKeySet'] {
  return async () => ({ jwksJson: await signingKeys.publicSet() })
}
