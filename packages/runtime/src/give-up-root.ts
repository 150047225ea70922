import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { closedFolder, unprivilegedUser } from '@mymacrotracker/database'

interface RootOptions {
  /** What the process goes on with. */
  env: Record<string, string | undefined>
  /** A folder that the process writes into. Made when it is not there; its entries change hands as well. */
  folder?: string | undefined
  /** Files that the process reads again later. */
  files: readonly (string | undefined)[]
  /** Ports that it opens. */
  ports: readonly (number | undefined)[]
}

const SETPRIV = '/usr/bin/setpriv'

/**
 * A server that root starts goes on as the user that Postgres runs as, with none of root's rights, or with those it cannot do
 * without: to read where root's folders are closed to others, and to open a port below 1024. These take setpriv (util-linux) and a
 * start anew in the same process; without it the server stays root, and says so. Anybody else's process goes on as it is.
 */
export function giveUpRoot({ env, folder, files, ports }: RootOptions): void {
  const user = unprivilegedUser()
  if (!user) return
  const { uid, gid } = user.ids
  if (folder) handOver(folder, user.ids)
  const read = [import.meta.dirname, process.cwd(), folder, ...files].filter((each) => each !== undefined)
  const rights = [
    ...(read.some((path) => !mayRead(user, path)) ? ['dac_read_search'] : []),
    ...(ports.some((port) => port && port < 1024) ? ['net_bind_service'] : []),
  ]
  if (rights.length === 0) return becomeUser(user.ids)
  if (!existsSync(SETPRIV) || spawnSync(SETPRIV, ['--version']).status !== 0) {
    console.error(`runs as root: without setpriv ${user.name} cannot have the rights ${rights.join(', ')}`)
    return
  }
  const added = rights.map((each) => `+${each}`).join(',')
  process.execve!(
    SETPRIV,
    [
      SETPRIV,
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--no-new-privs',
      // Otherwise access() leaves the rights out, by which libraries look for their files.
      '--securebits=+no_setuid_fixup',
      `--bounding-set=-all,${added}`,
      `--inh-caps=-all,${added}`,
      `--ambient-caps=-all,${added}`,
      '--',
      process.execPath,
      ...process.execArgv,
      ...process.argv.slice(1),
    ],
    env,
  )
}

interface Ids {
  uid: number
  gid: number
}

function becomeUser({ uid, gid }: Ids): void {
  process.setgroups!([])
  process.setgid!(gid)
  process.setuid!(uid)
}

/** What root made there before, such as the master key. Postgres' own folder has its user already; links are left alone. */
function handOver(folder: string, { uid, gid }: Ids): void {
  mkdirSync(folder, { recursive: true })
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) {
    const found = lstatSync(path)
    if (found.uid === 0 && (found.isFile() || path === folder)) chownSync(path, uid, gid)
  }
}

/** Whether the user may read a file, or enter a folder, with no right of root's. */
function mayRead(user: { name: string; ids: Ids }, path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return true
  if (found.isDirectory()) return closedFolder(user, path) === undefined
  const { mode, uid, gid } = found
  const shift = uid === user.ids.uid ? 6 : gid === user.ids.gid ? 3 : 0
  return (mode & (0o4 << shift)) !== 0 && closedFolder(user, dirname(path)) === undefined
}
