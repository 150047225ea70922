import { fileURLToPath } from 'node:url'
import { defineModule, joinFeatures } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { personFeature } from './person/person.ts'
import { targetsFeature } from './targets/targets.ts'
import { openDatabase } from './store/database.ts'

export const profile = defineModule({
  name: 'profile',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock, wakeRelay }) {
    const db = openDatabase(pool, wakeRelay)
    const context = { db, clock }
    return { ...joinFeatures(personFeature(context), targetsFeature(context)), stop: () => db.close() }
  },
})
