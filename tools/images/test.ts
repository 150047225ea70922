// Builds every image without an image registry, and starts it. As root on Debian. `npm run test:images`
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@mymacrotracker/database'
import { makeBaseImage } from './base-image.ts'
import { createChecks } from './checks.ts'
import { startDaemon } from './daemon.ts'
import { findCompose } from './find-compose.ts'
import { installMissing } from './packages.ts'
import { makePostgresImage } from './postgres-image.ts'
import { testCompose } from './test-compose.ts'
import { testImages } from './test-images.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => interrupted.abort(new Error(`${signal}: not finished`)))
const checks = createChecks(interrupted.signal)
const startedAt = performance.now()
const stack = new AsyncDisposableStack()
try {
  installMissing()
  const folder = await mkdtemp(join(tmpdir(), 'mymacrotracker-images-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  await images(folder)
  await compose(folder)
} catch (error) {
  checks.fail('this run', error)
} finally {
  await stack.disposeAsync()
}
const { passed, failed } = checks.total()
console.log(
  `\ntook ${Math.round((performance.now() - startedAt) / 1000)} s\n\n${passed} passed, ${failed} failed`,
)
process.exit(failed === 0 ? 0 : 1)

async function images(folder: string): Promise<void> {
  const postgres = await startEmbeddedPostgres(folder)
  const stopPostgres = once(stack, () => postgres.stop())
  const daemon = await startDaemon('host')
  const stopDaemon = once(stack, () => daemon.stop())
  makeBaseImage(daemon)
  makePostgresImage(daemon)
  await testImages({ daemon, checks, databaseUrl: postgres.url, folder })
  await stopDaemon()
  await stopPostgres()
}

async function compose(folder: string): Promise<void> {
  const program = findCompose()
  if (!program)
    return console.log('\ncompose.yaml: NOT RUN, for there is neither docker compose nor Go to build it with')
  const daemon = await startDaemon('own')
  const stopDaemon = once(stack, () => daemon.stop())
  await testCompose({ daemon, checks, program, folder })
  await stopDaemon()
}

/** Closes something when it is no longer needed, or at the end whatever happens; not twice. */
function once(until: AsyncDisposableStack, close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  const closeOnce = () => (closing ??= close())
  until.defer(closeOnce)
  return closeOnce
}
