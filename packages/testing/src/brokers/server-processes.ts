import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** One server of a cluster: how it is run, and how to tell that it is ready. */
interface ServerProgram {
  name: string
  program: string
  words: readonly string[]
  /** File that its output is appended to. */
  log: string
  env?: Record<string, string>
  isReady(): Promise<boolean>
}

/** Servers of a cluster, counted from 1. */
export interface ServerProcesses {
  /** SIGKILL; resolves when the process is gone. */
  kill(id: number): Promise<void>
  /** Starts a server that was killed, on its old ports and data. */
  start(id: number): Promise<void>
  stop(): Promise<void>
}

const READY_LIMIT_MS = 90_000
/** Kafka brokers that all leave at once wait for one another; their logs recover by themselves. */
const STOP_LIMIT_MS = 5000

/** Starts all of them; they are killed with this process, however it ends. */
export async function startServers(programs: readonly ServerProgram[]): Promise<ServerProcesses> {
  const running = new Map<number, ChildProcess>()
  process.on('exit', () => {
    for (const child of running.values()) child.kill('SIGKILL')
  })
  const start = async (id: number) => {
    const server = programs[id - 1]!
    const child = run(server)
    running.set(id, child)
    await untilReady(server, child)
  }
  const end = async (id: number, signal: NodeJS.Signals) => {
    const child = running.get(id)
    if (child) await ended(child, signal)
    running.delete(id)
  }
  const ids = programs.map((_, at) => at + 1)
  await Promise.all(ids.map(start))
  return {
    start,
    kill: (id) => end(id, 'SIGKILL'),
    async stop() {
      await Promise.all(ids.map((id) => end(id, 'SIGTERM')))
    },
  }
}

function run({ program, words, log, env }: ServerProgram): ChildProcess {
  const output = openSync(log, 'a')
  // A process group of its own: Ctrl-C in a terminal reaches the launcher only, which stops the servers in order.
  const child = spawn(program, words, {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
    detached: true,
  })
  closeSync(output)
  return child
}

async function untilReady({ name, log, isReady }: ServerProgram, child: ChildProcess): Promise<void> {
  for (const startedAt = Date.now(); !(await isReady()); await sleep(50)) {
    const fault = hasEnded(child)
      ? 'ended by itself'
      : Date.now() - startedAt > READY_LIMIT_MS && `was not ready after ${READY_LIMIT_MS / 1000} s`
    if (fault) throw new Error(`${name} ${fault}:\n${lastLinesOf(log)}`)
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill(signal)
  })
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null
const lastLinesOf = (log: string) => readFileSync(log, 'utf8').split('\n').slice(-15).join('\n')
