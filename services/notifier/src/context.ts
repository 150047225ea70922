import type { Clock } from '@mymacrotracker/runtime'
import type { NotifierDatabase } from './store/database.ts'

/** What every handler and consumer of the notifier may need. */
export interface NotifierContext {
  db: NotifierDatabase
  clock: Clock
}
