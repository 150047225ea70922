import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Debian 12 has only the first compose, which is at its end and does not know `name:`. */
const COMPOSE = { module: 'github.com/docker/compose/v2', version: 'v2.40.3' }
const BUILT = `/var/cache/mymacrotracker/compose-${COMPOSE.version}`

/** The compose program: docker's plugin when it is installed, else built once from its Go module (2 to 3 minutes). */
export function findCompose(): readonly string[] | undefined {
  if (spawnSync('docker', ['compose', 'version']).status === 0) return ['docker', 'compose']
  if (existsSync(BUILT)) return [BUILT]
  if (spawnSync('go', ['version']).status !== 0) return undefined
  console.log(`· building docker compose ${COMPOSE.version} (once)`)
  const { Dir: downloaded } = JSON.parse(
    go(['mod', 'download', '-json', `${COMPOSE.module}@${COMPOSE.version}`], tmpdir()),
  ) as { Dir: string }
  const folder = mkdtempSync(join(tmpdir(), 'mmt-compose-'))
  cpSync(downloaded, folder, { recursive: true })
  go(['build', '-trimpath', '-ldflags=-s -w', '-o', join(folder, 'compose'), './cmd'], folder)
  mkdirSync(dirname(BUILT), { recursive: true })
  cpSync(join(folder, 'compose'), `${BUILT}.new`)
  renameSync(`${BUILT}.new`, BUILT)
  rmSync(folder, { recursive: true, force: true })
  return [BUILT]
}

function go(words: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('go', words, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, CGO_ENABLED: '0' },
  })
  if (status !== 0) throw new Error(`go ${words.join(' ')}: ${stderr.slice(-2000)}`)
  return stdout
}
