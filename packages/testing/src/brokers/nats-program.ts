import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'

/** The release that tests and CI run on. */
const VERSION = 'v2.14.9'
/** The driver reads in batches, which came with 2.11; Debian's package is 2.9. */
const OLDEST = { major: 2, minor: 11 }
const CACHE = join(import.meta.dirname, '../../../../.cache/nats')

/** The machine's nats-server if it is recent enough, else one built by Go, once (about a minute). */
export function natsProgram(): string {
  if (isRecent(execaSync({ reject: false })`nats-server --version`.stdout)) return 'nats-server'
  const folder = join(CACHE, VERSION)
  const built = join(folder, 'nats-server')
  if (existsSync(built)) return built
  console.error(`· building nats-server ${VERSION} (once; about a minute)`)
  mkdirSync(folder, { recursive: true })
  const { failed, shortMessage } = execaSync({
    reject: false,
    env: { GOBIN: folder },
  })`go install github.com/nats-io/nats-server/v2@${VERSION}`
  if (failed)
    throw new Error(
      `nats-server ${OLDEST.major}.${OLDEST.minor} or later on the PATH is needed, or Go 1.26 to build it: ${shortMessage}`,
    )
  return built
}

function isRecent(output = ''): boolean {
  const [, major = 0, minor = 0] = (/v?(\d+)\.(\d+)\.\d+/.exec(output) ?? []).map(Number)
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)
}
