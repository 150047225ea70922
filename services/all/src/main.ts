import { migrateModules, serve } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openServerDatabase } from './open-database.ts'
import { welcome } from './welcome.ts'

let applied: string[] = []

await serve(
  { modules, env: process.env, open: openServerDatabase },
  {
    async prepare({ settings, installation: { ownerUrl, keys } }) {
      applied = await migrateModules({ ownerUrl, keys, modules, env: settings.process })
    },
    announce(running, { settings, installation }, tookMs) {
      const { MODULES } = settings.process
      console.log(
        welcome({ running, database: installation, applied: applied.length, tookMs, modules: MODULES }),
      )
    },
  },
)
