import {
  exitWithFaults,
  INTERRUPTED,
  leaveOnSignal,
  migrateModules,
  readSettings,
} from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

async function main(): Promise<void> {
  leaveOnSignal(undefined, INTERRUPTED)
  const settings = readSettings(modules, process.env, { serves: false })
  const database = await openCommandDatabase(settings.process)
  try {
    const applied = await migrateModules({
      ownerUrl: database.ownerUrl,
      key: database.key,
      modules,
      env: settings.process,
    })
    console.log(
      applied.length > 0
        ? `applied:\n${applied.map((each) => `  ${each}`).join('\n')}`
        : 'nothing to apply: every schema is current',
    )
  } finally {
    await database.close()
  }
}

main().catch(exitWithFaults)
