import { exitWithFaults, migrateModules, readSettings, runModules, runUntilSignal } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openServerDatabase } from './open-database.ts'
import { welcome } from './welcome.ts'

async function main(): Promise<void> {
  const startedAt = performance.now()
  const settings = readSettings(modules, process.env)
  const database = await openServerDatabase(settings.process)
  try {
    const applied = await migrateModules({ ownerUrl: database.ownerUrl, key: database.key, modules, env: settings.process })
    const running = await runModules({ available: modules, settings, key: database.key, ownerUrl: database.ownerUrl })
    console.log(welcome({ running, database, applied: applied.length, tookMs: performance.now() - startedAt, modules: settings.process.MODULES }))
    await runUntilSignal(() => running.stop())
    console.error('stopped')
  } finally {
    await database.close()
  }
}

main().catch(exitWithFaults)
