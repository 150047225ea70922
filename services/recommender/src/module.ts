import { fileURLToPath } from 'node:url'
import { defineModule, joinFeatures } from '@mymacrotracker/runtime'
import { createSolver } from './suggestions/solver.ts'
import { createStaples } from './suggestions/clients/staples.ts'
import { settings } from './config.ts'
import { progressFeature } from './progress/progress.ts'
import { suggestionsFeature } from './suggestions/suggestions.ts'
import { openDatabase } from './store/database.ts'

export const recommender = defineModule({
  name: 'recommender',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock, clients, logger, wakeRelay }) {
    const db = openDatabase(pool, wakeRelay)
    const solver = createSolver({ logger })
    const context = { db, clock, clients, solver, staples: createStaples(clients) }
    return {
      ...joinFeatures(progressFeature(context), suggestionsFeature(context)),
      stop: () => solver.stop(),
    }
  },
})
