import { migrateModules, serve } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { dataDirOf, openServerDatabase } from './open-database.ts'
import { welcome } from './welcome.ts'

let applied: string[] = []

await serve(
  { modules, env: process.env, open: openServerDatabase, folderOf: dataDirOf },
  {
    async prepare({ settings, installation: { ownerUrl, keys } }) {
      // Without the owner's connection somebody else migrates, and the modules wait for it.
      if (ownerUrl) applied = await migrateModules({ ownerUrl, keys, modules, env: settings.process })
    },
    announce(running, { settings, installation }, tookMs) {
      const { MODULES } = settings.process
      console.log(
        welcome({ running, database: installation, applied: applied.length, tookMs, modules: MODULES }),
      )
    },
  },
)
