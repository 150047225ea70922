import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@mymacrotracker/testing'

export interface DemoServer {
  url: string
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../..')
const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000
/** Settings that would take a server of the demo's own to somebody else's database or neighbours. */
const NOT_INHERITED = /^(MODULES|MASTER_KEY|RPC_PORT|MIN_APP_VERSION|.*DATABASE_URL|.*_ADDR)$/

/** Whether a MyMacroTracker answers there: its key set needs no token. */
export async function isServing(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/.well-known/jwks.json`, { signal: AbortSignal.timeout(2000) })
    return answer.ok && Array.isArray(((await answer.json()) as { keys?: unknown }).keys)
  } catch {
    return false
  }
}

/** Imports USDA SR files with the project's own command, into the database that the environment names. */
export async function importFoods(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(root, 'tools/run.mjs'), 'foods:import', '--source', 'usda-sr', '--path', resolve(folder)],
    { cwd: root, env, stdio: 'inherit' },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('the foods could not be imported; see above')
}

/** The seven services in one process, on an empty database in a temporary folder that goes when it stops. */
export async function startServer({
  foods,
  signal,
}: {
  foods: string | undefined
  signal: AbortSignal
}): Promise<DemoServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mymacrotracker-demo-'))
  // Postgres does not run as root; whom it runs as instead must be able to enter.
  await chmod(dataDir, 0o755)
  const ports = [await freePort(), await freePort()]
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name))
  const env = {
    ...Object.fromEntries(inherited),
    DATA_DIR: dataDir,
    PORT: String(ports[0]),
    ADMIN_PORT: String(ports[1]),
  }
  let child: ChildProcess | undefined
  const stop = async () => {
    if (child) await end(child)
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    if (foods !== undefined) await importFoods(foods, env)
    signal.throwIfAborted()
    // A process group of its own: a terminal's Ctrl-C must reach it once, through stop(), as a second signal ends it at once.
    child = spawn(process.execPath, [join(root, 'services/all/dist/main.js')], {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const url = `http://localhost:${ports[0]}`
    // Also when it is no longer wanted: a signal in the middle of its start would leave its Postgres behind.
    await untilServing(url, child)
    signal.throwIfAborted()
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilServing(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  for (const startedAt = Date.now(); Date.now() - startedAt < READY_TIMEOUT_MS;) {
    if (child.exitCode !== null) break
    if (await isServing(url)) return
    await sleep(100)
  }
  throw new Error(`the server did not start; it said:\n${said}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const late = AbortSignal.timeout(STOP_TIMEOUT_MS)
  await once(child, 'exit', { signal: late }).catch(() => child.kill('SIGKILL'))
}
