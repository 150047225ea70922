import type { ProfileServiceService } from '@mymacrotracker/contracts'
import type { Handlers } from '@mymacrotracker/rpc'
import type { Clock } from '@mymacrotracker/runtime'
import type { ProfileDatabase } from './store/database.ts'

/** What every handler and consumer of the profile may need. */
export interface ProfileContext {
  db: ProfileDatabase
  clock: Clock
}

export type ProfileHandlers = Handlers<ProfileServiceService>
