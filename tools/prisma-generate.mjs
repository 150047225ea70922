// Generates the Prisma client of each service that has a schema. Nothing is downloaded: the engine is not used for this.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
for (const service of readdirSync(join(root, 'services'))) {
  const schema = join(root, 'services', service, 'prisma/schema.prisma')
  const made = join(root, 'services', service, 'src/store/prisma/client.ts')
  if (!existsSync(schema)) continue
  if (existsSync(made) && statSync(made).mtimeMs > statSync(schema).mtimeMs) continue
  // Its output is of interest only when it fails; then execFileSync shows it.
  execFileSync(join(root, 'node_modules/.bin/prisma'), ['generate', '--schema', schema, '--no-hints'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  })
}
