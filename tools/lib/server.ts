import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@mymacrotracker/testing'
import { ROOT } from './services.ts'

interface ServerOptions {
  dataDir: string
  env?: Record<string, string>
}

const START_LIMIT_MS = 60_000
/** Settings of the shell that would lead a server to somebody else's database or services. */
const NOT_INHERITED = /^(MODULES|(?!TLS_)[A-Z]+_KEY|RPC_PORT|MIN_APP_VERSION|.*DATABASE_URL|.*_ADDR)$/
/** Many people sign up and write from one address. */
export const UNLIMITED = {
  SIGN_UP_LIMIT: '100000',
  RATE_LIMIT_USER_PER_MIN: '1000000',
  RATE_LIMIT_ADDRESS_PER_MIN: '1000000',
}

/** The seven in one process on its embedded Postgres, to be started and killed. */
export class Server {
  readonly url: string
  readonly #dataDir: string
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  slowestStartMs = 0

  private constructor({ dataDir, env = {} }: ServerOptions, port: number, adminPort: number) {
    this.#dataDir = dataDir
    this.url = `http://127.0.0.1:${port}`
    const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name))
    this.#env = {
      ...Object.fromEntries(inherited),
      DATA_DIR: dataDir,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      LOG_LEVEL: 'fatal',
      ...UNLIMITED,
      ...env,
    }
  }

  static async create(options: ServerOptions): Promise<Server> {
    return new Server(options, await freePort(), await freePort())
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /**
   * Starts and waits until it is ready; `env` overrides settings from now on. `adopted`: it took over a Postgres that was
   * still running.
   */
  async start(env: Record<string, string> = {}): Promise<{ tookMs: number; adopted: boolean }> {
    Object.assign(this.#env, env)
    const startedAt = performance.now()
    // A process group of its own: Ctrl-C in a terminal reaches it through stop() only; a second signal would end it at once.
    const child = spawn(process.execPath, [join(ROOT, 'services/all/dist/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.#env,
      detached: true,
    })
    this.#child = child
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    while (!output.includes('is ready')) {
      const isLate = performance.now() - startedAt > START_LIMIT_MS
      if (child.exitCode !== null || isLate)
        throw new Error(`the server ${isLate ? 'was not ready in time' : 'ended'}; it said:\n${output}`)
      await sleep(5)
    }
    const tookMs = performance.now() - startedAt
    this.slowestStartMs = Math.max(this.slowestStartMs, tookMs)
    return { tookMs, adopted: output.includes('taken over') }
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  async kill({ alsoPostgres }: { alsoPostgres: boolean }): Promise<void> {
    const postmaster = alsoPostgres ? await postmasterOf(this.#dataDir) : undefined
    if (postmaster) killGroup(postmaster.pid)
    await this.#end('SIGKILL')
    while (postmaster && isAlive(postmaster.pid)) await sleep(10)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  }
}

/** The owner's connection to the Postgres of a data folder. */
export async function ownerUrlOf(dataDir: string): Promise<string> {
  const postmaster = await postmasterOf(dataDir)
  if (!postmaster) throw new Error('Postgres is not running')
  return `postgresql://postgres:${await readFile(join(dataDir, 'postgres-password'), 'utf8')}@127.0.0.1:${postmaster.port}/mymacrotracker`
}

async function postmasterOf(dataDir: string): Promise<{ pid: number; port: number } | undefined> {
  const lines = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return lines[0] ? { pid: Number(lines[0]), port: Number(lines[3]) } : undefined
}

/** Postmaster and backends: it leads a process group of its own. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
