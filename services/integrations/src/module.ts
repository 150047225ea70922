import { fileURLToPath } from 'node:url'
import { defineModule, joinFeatures } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { catalogueFeature } from './catalogue/catalogue.ts'
import { searchFeature } from './search/search.ts'
import { barcodesFeature } from './barcodes/barcodes.ts'
import { importFoods } from './importers/jobs/import-foods.ts'
import { loadStarterCatalogue } from './importers/jobs/load-starter-catalogue.ts'
import { openDatabase } from './store/database.ts'
import { createSearchMemory } from './search/search-memory.ts'

export const integrations = defineModule({
  name: 'integrations',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, wakeRelay }) {
    const db = openDatabase(pool, wakeRelay)
    const context = { db, searchMemory: createSearchMemory() }
    await loadStarterCatalogue(db)
    return joinFeatures(catalogueFeature(context), searchFeature(context), barcodesFeature(context))
  },
})

/** Commands that a person runs beside the server, on the same database. */
export const commands = { 'foods:import': importFoods }
