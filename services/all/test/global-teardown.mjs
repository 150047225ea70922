import { rmSync } from 'node:fs'

export default async function tearDown() {
  await globalThis.testPostgres.postgres.stop()
  rmSync(globalThis.testPostgres.folder, { recursive: true, force: true })
}
