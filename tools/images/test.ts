// Builds every image without a registry (tools/offline), and starts it. As root on Debian. `npm run test:images`
import { startEmbeddedPostgres } from '@mymacrotracker/database'
import { runChecks, type Checks } from '../lib/checks.ts'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { makeBaseImage } from '../offline/base-image.ts'
import { startDaemon } from '../offline/daemon.ts'
import { findCompose } from '../offline/find-compose.ts'
import { installMissing } from '../offline/packages.ts'
import { makePostgresImage } from '../offline/postgres-image.ts'
import { testCompose } from './test-compose.ts'
import { testImages } from './test-images.ts'

await runChecks(async (checks) => {
  installMissing()
  const folder = newFolder('images')
  checks.defer(() => removeFolder(folder))
  await images(checks, folder)
  await compose(checks, folder)
})

async function images(checks: Checks, folder: string): Promise<void> {
  const postgres = await startEmbeddedPostgres(folder)
  const stopPostgres = once(checks, () => postgres.stop())
  const daemon = await startDaemon('host')
  const stopDaemon = once(checks, () => daemon.stop())
  makeBaseImage(daemon)
  makePostgresImage(daemon)
  await testImages({ daemon, checks, databaseUrl: postgres.url, folder })
  await stopDaemon()
  await stopPostgres()
}

async function compose(checks: Checks, folder: string): Promise<void> {
  const program = findCompose()
  if (!program)
    return console.log('\ncompose.yaml: NOT RUN: neither docker compose nor Go to build it with was found')
  const daemon = await startDaemon('own')
  checks.defer(() => daemon.stop())
  await testCompose({ daemon, checks, program, folder })
}

/** Closes something when called, or at the end whatever happens; not twice. */
function once(checks: Checks, close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  const closeOnce = () => (closing ??= close())
  checks.defer(closeOnce)
  return closeOnce
}
