import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execaSync } from 'execa'
import { inNewFolder } from '../lib/folders.ts'
import { goModule } from '../lib/programs.ts'

/** Debian 12 has only compose 1, which is no longer maintained and does not know `name:`. */
const COMPOSE = { module: 'github.com/docker/compose/v2', version: 'v2.40.3' }
const BUILT = `/var/cache/mymacrotracker/compose-${COMPOSE.version}`

/** docker's compose plugin if it is installed, else one built from its Go module, once (2 to 3 minutes). */
export function findCompose(): readonly string[] | undefined {
  const runs = execaSync({ reject: false })
  if (!runs`docker compose version`.failed) return ['docker', 'compose']
  if (existsSync(BUILT)) return [BUILT]
  if (runs`go version`.failed) return undefined
  console.log(`· building docker compose ${COMPOSE.version} (once)`)
  inNewFolder('compose', (folder) => {
    cpSync(goModule(COMPOSE.module, COMPOSE.version), folder, { recursive: true })
    execaSync({
      cwd: folder,
      env: { CGO_ENABLED: '0' },
    })`go build -trimpath ${'-ldflags=-s -w'} -o ${folder}/compose ./cmd`
    mkdirSync(dirname(BUILT), { recursive: true })
    cpSync(join(folder, 'compose'), `${BUILT}.new`)
    renameSync(`${BUILT}.new`, BUILT)
  })
  return [BUILT]
}
