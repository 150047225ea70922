import { fileURLToPath } from 'node:url'
import { RecommenderServiceService } from '@mymacrotracker/contracts'
import { defineModule, registration } from '@mymacrotracker/runtime'
import { createSolver } from './clients/solver.ts'
import { createStaples } from './clients/staples.ts'
import { settings } from './config.ts'
import { onDiaryEntry } from './consumers/on-diary-entry.ts'
import { onTargetsChanged } from './consumers/on-targets-changed.ts'
import { suggestMeals } from './rpc/suggest-meals.ts'
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
      services: [registration(RecommenderServiceService, { suggestMeals: suggestMeals(context) })],
      consumers: [onDiaryEntry(context), onTargetsChanged(context)],
      jobs: [{ name: 'recommender.warm-solver', everyMs: 86_400_000, run: () => solver.warm() }],
      stop: () => solver.stop(),
    }
  },
})
