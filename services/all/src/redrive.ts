import { redrive, runCommand } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

await runCommand(
  { modules, env: process.env, open: openCommandDatabase },
  async ({ settings, installation: { ownerUrl, key } }) => {
    console.log(await redrive({ env: settings.process, key, ownerUrl, args: process.argv.slice(2) }))
  },
)
