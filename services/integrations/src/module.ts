import { fileURLToPath } from 'node:url'
import { IntegrationsServiceService } from '@mymacrotracker/contracts'
import { defineModule, registration } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { importFoods } from './jobs/import-foods.ts'
import { loadStarterCatalogue } from './jobs/load-starter-catalogue.ts'
import { batchGetFoods } from './rpc/batch-get-foods.ts'
import { getFoodByBarcode } from './rpc/get-food-by-barcode.ts'
import { listCandidateFoods } from './rpc/list-candidate-foods.ts'
import { searchFoods } from './rpc/search-foods.ts'
import { openDatabase } from './store/database.ts'
import { createSearchMemory } from './store/search-memory.ts'

export const integrations = defineModule({
  name: 'integrations',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, wakeRelay }) {
    const db = openDatabase(pool, wakeRelay)
    const context = { db, searchMemory: createSearchMemory() }
    await loadStarterCatalogue(db)
    return {
      services: [
        registration(IntegrationsServiceService, {
          searchFoods: searchFoods(context),
          batchGetFoods: batchGetFoods(context),
          getFoodByBarcode: getFoodByBarcode(context),
          listCandidateFoods: listCandidateFoods(context),
        }),
      ],
    }
  },
})

/** Commands that a person runs beside the server, on the same database. */
export const commands = { 'foods:import': importFoods }
