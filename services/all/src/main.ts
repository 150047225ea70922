import {
  exitWithFaults,
  leaveOnSignal,
  migrateModules,
  readSettings,
  runModules,
  runUntilSignal,
} from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openServerDatabase } from './open-database.ts'
import { welcome } from './welcome.ts'

async function main(): Promise<void> {
  const startedAt = performance.now()
  const settings = readSettings(modules, process.env)
  const database = await openServerDatabase(settings.process)
  let finished = true
  try {
    const started = leaveOnSignal(() => database.close())
    const applied = await migrateModules({
      ownerUrl: database.ownerUrl,
      key: database.key,
      modules,
      env: settings.process,
    })
    const running = await runModules({
      available: modules,
      settings,
      key: database.key,
      ownerUrl: database.ownerUrl,
    })
    started()
    console.log(
      welcome({
        running,
        database,
        applied: applied.length,
        tookMs: performance.now() - startedAt,
        modules: settings.process.MODULES,
      }),
    )
    finished = await runUntilSignal(() => running.stop(), settings.process.STOP_GRACE_MS)
    if (finished) console.error('stopped')
  } finally {
    await database.close()
  }
  // Everything is closed by now; what a library still holds must not keep the process.
  process.exit(finished ? 0 : 1)
}

main().catch(exitWithFaults)
