import { createPool } from '@mymacrotracker/database'
import { commands } from '@mymacrotracker/integrations/module'
import {
  exitWithFaults,
  INTERRUPTED,
  leaveOnSignal,
  migrateModules,
  readSettings,
  urlOf,
} from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

/** Imports foods beside a running server, or without one. */
async function main(): Promise<void> {
  leaveOnSignal(undefined, INTERRUPTED)
  const settings = readSettings(modules, process.env, { serves: false })
  const database = await openCommandDatabase(settings.process)
  try {
    await migrateModules({ ownerUrl: database.ownerUrl, key: database.key, modules, env: settings.process })
    const pool = createPool({
      url: urlOf({ env: settings.process, key: database.key, ownerUrl: database.ownerUrl }, 'integrations'),
      schema: 'integrations',
      max: 2,
      statementTimeoutMs: 60_000,
    })
    process.exitCode = await commands['foods:import'](
      {
        pool,
        print: (text) => {
          console.log(text)
        },
      },
      process.argv.slice(2),
    )
    await pool.end()
  } finally {
    await database.close()
  }
}

main().catch(exitWithFaults)
