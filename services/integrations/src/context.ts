import type { IntegrationsDatabase } from './store/database.ts'
import type { SearchMemory } from './search/search-memory.ts'

/** What every handler of integrations may need. */
export interface IntegrationsContext {
  db: IntegrationsDatabase
  searchMemory: SearchMemory
}
