import { ConfigError } from '@mymacrotracker/config'
import { migrateModules, runCommand } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

await runCommand(
  { modules, env: process.env, open: openCommandDatabase },
  async ({ settings, installation: { ownerUrl, keys } }) => {
    if (!ownerUrl)
      throw new ConfigError([{ variable: 'DATABASE_URL', message: "must be given: the owner's connection" }])
    const applied = await migrateModules({ ownerUrl, keys, modules, env: settings.process })
    console.log(
      applied.length > 0
        ? `applied:\n${applied.map((each) => `  ${each}`).join('\n')}`
        : 'nothing to apply: every schema is current',
    )
  },
)
