import type { Clock } from '@mymacrotracker/runtime'
import type { ProfileDatabase } from './store/database.ts'

/** What every handler and consumer of the profile may need. */
export interface ProfileContext {
  db: ProfileDatabase
  clock: Clock
}
