import { fileURLToPath } from 'node:url'
import { defineModule, joinFeatures } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { inboxFeature } from './inbox/inbox.ts'
import { openDatabase } from './store/database.ts'

export const notifier = defineModule({
  name: 'notifier',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock }) {
    const db = openDatabase(pool)
    const context = { db, clock }
    return { ...joinFeatures(inboxFeature(context)), stop: () => db.close() }
  },
})
