import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The release that tests and CI run on. */
const VERSION = 'v2.14.9'
/** Reading in batches, which the driver does, came with 2.11; Debian's package is 2.9. */
const OLDEST = [2, 11]
const CACHE = join(import.meta.dirname, '../../.cache/nats')

/** The nats-server of this machine if it is new enough, else one built by Go, once (about a minute). */
export function natsProgram(): string {
  if (isNewEnough(versionOf('nats-server'))) return 'nats-server'
  const folder = join(CACHE, VERSION)
  const built = join(folder, 'nats-server')
  if (existsSync(built)) return built
  console.error(`· building nats-server ${VERSION} (once; about a minute)`)
  mkdirSync(folder, { recursive: true })
  const { status, stderr, error } = spawnSync(
    'go',
    ['install', `github.com/nats-io/nats-server/v2@${VERSION}`],
    { env: { ...process.env, GOBIN: folder }, encoding: 'utf8' },
  )
  if (status !== 0)
    throw new Error(
      `nats-server ${OLDEST.join('.')} or later on the PATH is needed, or Go 1.26 to build it: ${error?.message ?? stderr.trim().split('\n').at(-1)}`,
    )
  return built
}

function versionOf(program: string): string | undefined {
  return /v?(\d+\.\d+\.\d+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]
}

function isNewEnough(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  return major > OLDEST[0]! || (major === OLDEST[0] && minor >= OLDEST[1]!)
}
