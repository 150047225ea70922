import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MAIN = join(import.meta.dirname, '../../services/all/dist/main.js')

interface ServerOptions {
  dataDir: string
  port: number
  adminPort: number
  env?: Record<string, string>
}

/** The one process on its embedded Postgres, to be started and killed. */
export class Server {
  readonly #options: ServerOptions
  #child: ChildProcess | undefined
  slowestStartMs = 0

  constructor(options: ServerOptions) {
    this.#options = options
  }

  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`
  }
  get adminUrl(): string {
    return `http://127.0.0.1:${this.#options.adminPort}`
  }
  get pid(): number {
    return this.#child!.pid!
  }

  /** Starts and waits until it is ready. */
  async start(): Promise<{ tookMs: number; adopted: boolean }> {
    const { dataDir, port, adminPort, env = {} } = this.#options
    const startedAt = performance.now()
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        LOG_LEVEL: 'fatal',
        SIGN_UP_LIMIT: '100000',
        RATE_LIMIT_USER_PER_MIN: '1000000',
        RATE_LIMIT_ADDRESS_PER_MIN: '1000000',
        ...env,
      },
    })
    this.#child = child
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    while (!output.includes('is ready')) {
      if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}:\n${output}`)
      if (performance.now() - startedAt > 60_000) throw new Error('the server was not ready after 60 s')
      await sleep(5)
    }
    const tookMs = performance.now() - startedAt
    this.slowestStartMs = Math.max(this.slowestStartMs, tookMs)
    return { tookMs, adopted: output.includes('taken over') }
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async kill({ alsoPostgres }: { alsoPostgres: boolean }): Promise<void> {
    const postmaster = alsoPostgres ? await postmasterOf(this.#options.dataDir) : undefined
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

/** The owner's connection of the Postgres under a data folder. */
export async function ownerUrlOf(dataDir: string): Promise<string> {
  const postmaster = await postmasterOf(dataDir)
  if (!postmaster) throw new Error('Postgres does not run')
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
