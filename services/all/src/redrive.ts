import { exitWithFaults, INTERRUPTED, leaveOnSignal, readSettings, redrive } from '@mymacrotracker/runtime'
import { modules } from './modules.ts'
import { openCommandDatabase } from './open-database.ts'

async function main(): Promise<void> {
  leaveOnSignal(undefined, INTERRUPTED)
  const { process: env } = readSettings(modules, process.env, { serves: false })
  const database = await openCommandDatabase(env)
  try {
    console.log(
      await redrive({ env, key: database.key, ownerUrl: database.ownerUrl, args: process.argv.slice(2) }),
    )
  } finally {
    await database.close()
  }
}

main().catch(exitWithFaults)
