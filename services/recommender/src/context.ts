import type { Clients, Clock } from '@mymacrotracker/runtime'
import type { Solver } from './suggestions/solver.ts'
import type { Staples } from './suggestions/clients/staples.ts'
import type { RecommenderDatabase } from './store/database.ts'

/** What every handler and consumer of the recommender may need. */
export interface RecommenderContext {
  db: RecommenderDatabase
  clock: Clock
  clients: Clients
  solver: Solver
  staples: Staples
}
