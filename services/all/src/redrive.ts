import { redrive, runCommand } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

await runCommand(
  { modules, env: process.env, open: openCommandDatabase },
  async ({ settings, installation: { ownerUrl, keys } }) => {
    console.log(await redrive({ env: settings.process, keys, ownerUrl, args: process.argv.slice(2) }))
  },
)
