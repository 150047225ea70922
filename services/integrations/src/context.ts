import type { IntegrationsServiceService } from '@mymacrotracker/contracts'
import type { Handlers } from '@mymacrotracker/rpc'
import type { IntegrationsDatabase } from './store/database.ts'
import type { SearchMemory } from './store/search-memory.ts'

/** What every handler of integrations may need. */
export interface IntegrationsContext {
  db: IntegrationsDatabase
  searchMemory: SearchMemory
}

export type IntegrationsHandlers = Handlers<IntegrationsServiceService>
