import { commands } from '@mymacrotracker/integrations/module'
import { migrateModules, runCommand, runServiceCommand } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

/** Imports foods, with or without a running server. */
await runCommand({ modules, env: process.env, open: openCommandDatabase }, async (opened) => {
  const { ownerUrl, keys } = opened.installation
  if (ownerUrl) await migrateModules({ ownerUrl, keys, modules, env: opened.settings.process })
  return runServiceCommand({
    ...opened,
    service: 'integrations',
    command: commands['foods:import'],
    args: process.argv.slice(2),
  })
})
